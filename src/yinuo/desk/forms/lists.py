"""What was picked in a list, and what is to be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.lib.words import w
from yinuo.web.forms import ChoiceField, Form
from yinuo.web.forms.saying import wrong

if TYPE_CHECKING:
    from django.http import QueryDict

MOST = 200
NOTHING = w("还没有勾选凭证", "No voucher is picked")
MOVE_WORDS = {
    "receive": w("收回凭证", "Receive"),
    "file": w("销号归档", "Strike off and file"),
    "confirm": w("确认未签字", "Confirm the missing signature"),
}


class Picked(Form):
    """The vouchers picked, by number, and the move."""

    move = ChoiceField(w("怎么办", "Move"), choices=[*MOVE_WORDS.items()])

    @property
    def picked(self) -> list[str]:
        """The numbers of the vouchers that were picked, each once."""
        values = self.data.getlist("picked") if hasattr(self.data, "getlist") else []
        plain = (str(value).replace("\x00", "") for value in values)
        return list(dict.fromkeys(value for value in plain if value))[:MOST]

    def clean(self) -> None:
        """Refuse when nothing is picked."""
        super().clean()
        if not self.picked:
            self.add_error(None, wrong(NOTHING, "nothing_picked"))

    def versions(self, sent: QueryDict) -> dict[str, int]:
        """Return the version of each call as the page showed it; what can't be read is left out."""
        names = [name for name in sent if name.startswith("version-")]
        found = {name.removeprefix("version-"): str(sent.get(name)) for name in names}
        return {
            number: int(value)
            for number, value in found.items()
            if value.isascii() and value.isdigit() and len(value) < 10
        }
