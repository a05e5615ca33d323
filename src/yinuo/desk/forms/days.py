"""Closing a day: one explanation for each voucher that is done but was not received."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yinuo.lib.words import Words, w
from yinuo.web.forms import Form, TextField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.forms.boundfield import BoundField

WHY = w("{number} 为什么没有收回？", "Why was {number} not received?")
PREFIX = "explained-"


class Closing(Form):
    """The explanations of the vouchers that were not received."""

    def __init__(self, *args: Any, vouchers: Iterable[str] = (), **named: Any) -> None:
        super().__init__(*args, **named)
        for number in vouchers:
            words = Words(number, number)
            self.fields[PREFIX + number] = TextField(WHY.format(number=words), max_length=400, words="off")

    @property
    def explained(self) -> dict[str, str]:
        """The explanation of each voucher, by its number."""
        told = self.cleaned_data
        return {name.removeprefix(PREFIX): value for name, value in told.items() if name.startswith(PREFIX)}

    @property
    def asked(self) -> dict[str, BoundField]:
        """The field of each voucher, by its number."""
        return {name.removeprefix(PREFIX): self[name] for name in self.fields if name.startswith(PREFIX)}
