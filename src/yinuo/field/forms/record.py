"""The service record as forms: the talk on arrival, the work, and the later amendment."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from yinuo.calls.states import POINT_WORDS
from yinuo.field.forms import checks
from yinuo.field.forms.lenient import LenientForm
from yinuo.field.forms.rows import PART, READING, Rows
from yinuo.lib.words import w
from yinuo.web.forms import CheckField, FilesField, Form, ManyField, MoneyField, TextField, WholeField

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.forms.boundfield import BoundField

    from yinuo.calls.commands.files import Upload
    from yinuo.calls.models import Record
    from yinuo.field.forms.checks import Check

TEXTS = ("spoken_with", "learned", "proposed", "found", "cause", "work")
SPOKEN_WITH = w("和谁面谈？", "Whom did you speak with?")
LEARNED = w("了解到什么？", "What did you learn?")
PROPOSED = w("提出什么办法？", "What did you propose?")


class MeetingForm(Form):
    """The talk with the person in charge, before the work (S2.3)."""

    spoken_with = TextField(SPOKEN_WITH, max_length=80, words="off")
    learned = TextField(LEARNED, rows=3, max_length=2000)
    proposed = TextField(PROPOSED, rows=3, max_length=2000)

    def values(self) -> dict[str, Any]:
        """Return what the record takes."""
        return dict(self.cleaned_data)


class WorkForm(LenientForm):
    """Everything that is written down on site; saved as one goes."""

    spoken_with = TextField(SPOKEN_WITH, max_length=80, words="off")
    learned = TextField(LEARNED, rows=2, max_length=2000)
    proposed = TextField(PROPOSED, rows=2, max_length=2000)
    found = TextField(w("现场看到什么？", "What do you find on site?"), rows=2, max_length=2000)
    cause = TextField(w("原因", "Cause"), rows=2, max_length=2000)
    work = TextField(w("做了什么？", "What did you do?"), rows=3, max_length=4000)
    minutes = WholeField(w("工时（分钟）", "Time (minutes)"), least=0, most=10_000)
    fee = MoneyField(w("收费（元）", "Fee (yuan)"), optional=True, most=10_000_000)
    points = ManyField(w("行为规范", "Conduct"))
    new_knowledge = CheckField(w("有新东西，要写进手册", "Something new for the handbook"))
    photos = FilesField(w("照片", "Photos"), optional=True, most=10, accept="image/*")

    def __init__(
        self,
        *args: Any,
        record: Record | None,
        items: Sequence[Mapping[str, Any]],
        points: Sequence[str],
        **named: Any,
    ) -> None:
        self.record, self.items = record, items
        named.setdefault("initial", initial_of(record))
        super().__init__(*args, **named)
        self.offer("points", [(point, POINT_WORDS[point]) for point in points])
        self.readings = Rows(
            "readings", READING, needed=("name", "value"), given=record.readings if record else ()
        )
        self.parts = Rows("parts", PART, needed=("name", "quantity"), given=record.parts if record else ())
        for rows in (self.readings, self.parts):
            rows.join(self)
        for item in items:
            self.fields[checks.name_of(item)] = checks.field_of(item, self.answers.get(item["code"]))
        self.rows_read: dict[str, list[dict[str, Any]]] = {}

    @property
    def answers(self) -> Mapping[str, Any]:
        """The answers stored so far."""
        return self.record.answers if self.record else {}

    def clean(self) -> None:
        """Mark what a begun row still needs."""
        self.rows_read = {rows.name: rows.read(self) for rows in (self.readings, self.parts)}

    def checks(self) -> list[Check]:
        """Return the checklist for the template."""
        return checks.shown(self, self.items, self.answers)

    def checked(self) -> int:
        """Return how many items are answered."""
        return sum(check.done for check in self.checks())

    @property
    def parts_given(self) -> int:
        """How many parts are stored."""
        return len(self.parts.given)

    @property
    def readings_given(self) -> int:
        """How many readings are stored."""
        return len(self.readings.given)

    @property
    def parts_refused(self) -> bool:
        """Whether a part was refused."""
        return self.parts.refused(self)

    @property
    def readings_refused(self) -> bool:
        """Whether a reading was refused."""
        return self.readings.refused(self)

    def readings_shown(self) -> list[dict[str, BoundField]]:
        """Return the rows of readings for the template."""
        return self.readings.shown(self)

    def parts_shown(self) -> list[dict[str, BoundField]]:
        """Return the rows of parts for the template."""
        return self.parts.shown(self)

    def differences(self) -> dict[str, dict[str, object]]:
        """Return the texts that stand otherwise than they were typed, for who came second."""
        stored = initial_of(self.record)
        typed = {name: self.cleaned_data.get(name, "") for name in TEXTS}
        return {
            name: {"yours": typed[name], "now": stored.get(name, "")}
            for name in TEXTS
            if typed[name] != stored.get(name, "")
        }

    def values(self) -> tuple[dict[str, Any], list[Upload]]:
        """Return what the record takes, and the photos to keep. Invalid, naming the field, for no picture."""
        given = self.cleaned_data
        answers, photos = checks.read(self, self.items)
        photos += [checks.picture(file)[0] for file in given["photos"]]
        values = {
            **{name: given[name] for name in TEXTS},
            "points": list(given["points"]),
            "minutes": given["minutes"],
            "fee": given["fee"] or Decimal(0),
            "new_knowledge": given["new_knowledge"],
            "answers": answers,
            **self.rows_read,
        }
        return values, photos


class AmendForm(WorkForm):
    """Changing what was signed, as a new version with its reason (decision 3)."""

    reason = TextField(w("为什么更正？", "Why is it amended?"), rows=2, max_length=400)

    field_order = ("reason",)


def initial_of(record: Record | None) -> dict[str, Any]:
    """Return what a form of the record begins with."""
    if record is None:
        return {}
    names = (*TEXTS, "points", "minutes", "new_knowledge")
    return {**{name: getattr(record, name) for name in names}, "fee": record.fee or None}
