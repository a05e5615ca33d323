"""Which part of the service ledger is wanted: whose, from when until when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from yinuo.lib.words import w
from yinuo.web.forms import DayField, Form, TextField
from yinuo.web.forms.saying import wrong

if TYPE_CHECKING:
    from datetime import date

LONGEST = timedelta(days=366)
ORDER = w("结束要不早于开始", "The end can't come before the start")
TOO_LONG = w("一次最多看一年", "At most one year at a time")


class Range(Form):
    """A person and a range of days; what is left out means everybody and today."""

    person = TextField(w("技术员", "Technician"), optional=True, max_length=40)
    since = DayField(w("从", "From"), optional=True)
    until = DayField(w("到", "To"), optional=True)

    def clean(self) -> None:
        """Refuse a range that ends before it begins, or is longer than a year."""
        super().clean()
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", wrong(ORDER, "order"))
        elif since and until and until - since > LONGEST:
            self.add_error("until", wrong(TOO_LONG, "too_long"))

    def days(self, today: date) -> tuple[date, date]:
        """Return the first and the last day wanted; today for what is left out or refused."""
        found = self.cleaned_data
        since = found.get("since") or min(today, found.get("until") or today)
        until = found.get("until") or max(today, since)
        return (since, until) if not self.errors else (today, today)
