"""What proves the work of a voucher, in words: readings, parts, signatures, feedback, duties, services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from yinuo.agreements.states import CATEGORY_WORDS
from yinuo.calls.rules.documents import short_hash
from yinuo.calls.states import PURPOSE_WORDS, SIGNATURE_WORDS, UNSIGNED_WORDS, Purpose, SignatureKind
from yinuo.desk.rules import frame
from yinuo.devices.rules import outside
from yinuo.duties.states import DUTY_WORDS, DutyState
from yinuo.lib import spans
from yinuo.lib.words import Words, from_json, w
from yinuo.people.rights import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from yinuo.calls.models import Escalation, Record, Signature, Voucher
    from yinuo.desk.chips import Chips
    from yinuo.duties.models import Duty
    from yinuo.web.due import Chip

NOTHING = w("", "")
LIMITS = w("正常 {low} 至 {high}", "normally {low} to {high}")
AT_LEAST = w("至少 {low}", "at least {low}")
AT_MOST = w("至多 {high}", "at most {high}")
DONE = w("是", "yes")
KEPT = w("有照片", "photo kept")


@dataclass(frozen=True, slots=True)
class Reading:
    """One item of the checklist with its answer."""

    words: Words
    value: Words
    limits: Words
    outside: bool


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty of the call."""

    duty: Duty
    chip: Chip

    @property
    def who(self) -> Words:
        """Who owes it: the person, else the role."""
        owner = self.duty.owner
        return Words(owner.name, owner.name) if owner else ROLES[self.duty.owner_role]

    @property
    def state(self) -> Words:
        """What became of it."""
        return DUTY_WORDS[DutyState(self.duty.state)]


@dataclass(frozen=True, slots=True)
class Feedback:
    """One problem fed back, with the time to the feedback and to the solution."""

    row: Escalation

    @property
    def department(self) -> Words:
        """The department in charge."""
        return ROLES.get(self.row.department, Words(self.row.department, self.row.department))

    @property
    def told_after(self) -> Words:
        """How long after it was found the department was told."""
        return spans.elapsed(self.row.told_at - self.row.found_at)

    @property
    def solved_after(self) -> Words:
        """How long after it was told the solution was fixed."""
        return spans.elapsed(self.row.solved_at - self.row.told_at) if self.row.solved_at else NOTHING


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature, standing or superseded."""

    row: Signature

    @property
    def purpose(self) -> Words:
        """What it was given for."""
        return PURPOSE_WORDS[Purpose(self.row.purpose)]

    @property
    def kind(self) -> Words:
        """How it was given."""
        return SIGNATURE_WORDS[SignatureKind(self.row.kind)]

    @property
    def reason(self) -> Words:
        """Why nobody signed; empty when somebody did."""
        return UNSIGNED_WORDS.get(self.row.unsigned_reason, NOTHING)

    @property
    def mark(self) -> str:
        """The fingerprint of what was signed, as people read it aloud."""
        return short_hash(self.row.document_hash)

    @property
    def frame(self) -> str:
        """The frame in which the drawn strokes are shown."""
        return frame(self.row.strokes)


@dataclass(frozen=True, slots=True)
class Service:
    """An earlier service of the same device."""

    voucher: Voucher

    @property
    def work(self) -> str:
        """What was done then; how it was solved by telephone."""
        latest = [record for record in self.voucher.records.all() if record.latest]
        return latest[-1].work if latest else self.voucher.customers_word


@dataclass(frozen=True, slots=True)
class Box:
    """A category on the paper, ticked or not."""

    words: Words
    ticked: bool


def items(record: Record | None) -> dict[str, Words]:
    """Return the words of the checklist's items by their codes."""
    return {item["code"]: from_json(item["words"]) for item in record.checklist_items} if record else {}


def readings(record: Record | None) -> Iterator[Reading]:
    """Yield the answered items of the checklist and the readings beside it."""
    if record is None:
        return
    for item in record.checklist_items:
        value = record.answers.get(item["code"])
        if _answered(value):
            yield Reading(from_json(item["words"]), _value(item, value), _limits(item), outside(item, value))
    for told in record.readings:
        value = f"{told.get('value', '')} {told.get('unit', '')}".strip()
        name = str(told.get("name", ""))
        yield Reading(Words(name, name), Words(value, value), NOTHING, outside=False)


def _answered(value: Any) -> bool:
    return value is not False and value not in (None, "")


def _value(item: Mapping[str, Any], value: Any) -> Words:
    if value is True:
        return DONE
    if item["kind"] == "photo":
        return KEPT
    choice = next((each for each in item.get("choices", []) if each["code"] == value), None)
    if choice:
        return from_json(choice["words"]) if "words" in choice else Words(choice["zh"], choice["en"])
    text = f"{value} {item.get('unit', '')}".strip()
    return Words(text, text)


def _limits(item: Mapping[str, Any]) -> Words:
    low, high = item.get("low"), item.get("high")
    if low is not None and high is not None:
        return LIMITS.format(low=low, high=high)
    if low is not None:
        return AT_LEAST.format(low=low)
    return AT_MOST.format(high=high) if high is not None else NOTHING


def parts(record: Record | None) -> list[str]:
    """Return the parts used, one line each: name, maker, serial, count."""
    return [_part(each) for each in record.parts] if record else []


def _part(part: Mapping[str, Any]) -> str:
    named = " ".join(str(part[name]) for name in ("name", "number", "maker", "serial") if part.get(name))
    count = part.get("quantity")
    return f"{named} × {count}" if count else named


def spent(record: Record | None) -> Words:
    """Return the time spent, in words."""
    if record is None or record.minutes is None:
        return NOTHING
    return spans.hours(timedelta(minutes=record.minutes))


def boxes(voucher: Voucher) -> list[Box]:
    """Return the categories of the paper with the voucher's ticked."""
    return [Box(words, key == voucher.category) for key, words in CATEGORY_WORDS.items()]


def owed(duties: list[Duty], chips: Chips) -> list[Owed]:
    """Return the duties of the call with their chips."""
    return [Owed(duty, chips.of_duty(duty)) for duty in duties]
