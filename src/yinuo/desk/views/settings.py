"""Settings: how we work; the pages behind it, as far as the person may open them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from yinuo.calendars.queries import missing_years
from yinuo.desk import screens
from yinuo.people import access
from yinuo.people.access import Signed, signed_in
from yinuo.web import clock, partial

if TYPE_CHECKING:
    from django.http import HttpResponse


@require_safe
@signed_in
def settings(request: Signed) -> HttpResponse:
    """Show the pages of settings."""
    sees_calendars = access.may_somewhere(request.user, "policy.see")
    values = {
        "screens": screens.open_to(request.user, screens.SETTINGS),
        "missing": missing_years(clock.now()) if sees_calendars else [],
        "may_import": access.may_somewhere(request.user, "calendar.edit"),
        "here": "settings",
    }
    return partial.render(request, "desk/settings.html", values)
