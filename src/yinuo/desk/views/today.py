"""Today: what must I do now?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from yinuo.people.access import Signed, signed_in
from yinuo.web import partial

if TYPE_CHECKING:
    from django.http import HttpResponse


@require_safe
@signed_in
def today(request: Signed) -> HttpResponse:
    """Show the duties owed now."""
    return partial.render(request, "desk/today.html", {})


def why(request, duty): ...
def read(request, message): ...
