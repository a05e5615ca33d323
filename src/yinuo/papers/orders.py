"""What is printed: the pieces of an order, and the count of each as it is kept and read again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from yinuo.calls.models import Call, Signature, Visit, Voucher
    from yinuo.papers.states import Paper
    from yinuo.people.models import Branch


@dataclass(frozen=True, slots=True)
class Look:
    """How papers are printed: size, language, whose copies, and the address before every code."""

    size: str = "a4"
    language: str = "zh"
    copies: tuple[str, ...] = ("",)
    site: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One paper to print, with the rows it shows: a voucher's, a visit's, a signature's or a day's."""

    paper: Paper
    number: str
    row: Voucher | None = None
    visit: Visit | None = None
    signature: Signature | None = None
    branch: Branch | None = None
    day: date | None = None
    calls: list[Call] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Counted:
    """One paper as it was counted: which, and for each copy the how manieth print it is."""

    paper: str
    number: str
    times: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """An order that was counted: by whom, when, how it looks, and the count of each paper."""

    by: str
    at: datetime
    look: Look
    counted: tuple[Counted, ...]

    @property
    def text(self) -> str:
        """The stored form of the order."""
        return json.dumps({**asdict(self), "at": self.at.isoformat()}, ensure_ascii=False)

    @property
    def sheets(self) -> int:
        """How many sheets it takes, at least."""
        return len(self.counted) * len(self.look.copies)


def read(text: str) -> Printed:
    """Return the order that `Printed.text` wrote. ValueError, KeyError or TypeError for another text."""
    told = json.loads(text)
    look = Look(**{**told["look"], "copies": tuple(told["look"]["copies"])})
    counted = [Counted(each["paper"], each["number"], tuple(each["times"])) for each in told["counted"]]
    return Printed(told["by"], datetime.fromisoformat(told["at"]), look, tuple(counted))
