"""What a move on the page of a call is, and what is known while it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yinuo.desk.forms.moves import Nothing
from yinuo.lib.words import Words, w

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from yinuo.calls.commands.gate import Deed
    from yinuo.calls.models import Voucher
    from yinuo.web.forms import Form

NOTHING = w("", "")
LEAVE = w("不改", "Leave it")


@dataclass(frozen=True, slots=True)
class Doing:
    """A move as it is made: on which call and voucher, from which version, with what was typed, by whom."""

    call: str
    voucher: str
    version: int
    typed: Mapping[str, Any]
    deed: Deed


@dataclass(frozen=True, slots=True)
class Move:
    """One move. `label` is a verb with its object, `says` its consequence; `page` for what takes longer."""

    verb: str
    label: Words
    icon: str
    deed: str
    form: type[Form]
    is_open: Callable[[Voucher], bool]
    do: Callable[[Doing], object]
    says: Words = NOTHING
    key: str = ""
    danger: bool = False
    page: bool = False
    keep: Words = LEAVE

    @property
    def asks(self) -> bool:
        """Whether there is anything to type or to think over before."""
        return self.form is not Nothing

    @property
    def dialog(self) -> str:
        """The id of its dialog."""
        return f"move-{self.verb}"
