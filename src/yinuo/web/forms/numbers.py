"""Fields for numbers: measured values, counts, money."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms

from yinuo.lib.words import Words, w
from yinuo.web.forms import plain
from yinuo.web.forms.saying import errors, lazily, wrong

NOT_A_NUMBER = w("这里要写数字，例如 {like}", "A number is wanted here, like {like}")
TOO_FINE = w("小数点后最多 {n} 位", "At most {n} digits after the point")
TOO_SMALL = w("不能小于 {n}", "Not less than {n}")
TOO_LARGE = w("不能大于 {n}", "Not more than {n}")
SHAPE = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,15})?")


class NumberField(forms.Field):
    """A number between `least` and `most` with at most `places` digits after the point, as Decimal."""

    like = "12.5"

    def __init__(
        self,
        label: Words | None = None,
        *,
        hint: Words | None = None,
        optional: bool = False,
        least: Decimal | int | None = None,
        most: Decimal | int = 999_999_999,
        places: int = 4,
        initial: object = None,
    ) -> None:
        attrs = {"inputmode": "decimal" if places else "numeric", "autocomplete": "off", "maxlength": "32"}
        super().__init__(
            label=lazily(label),
            help_text=lazily(hint),
            required=not optional,
            widget=forms.TextInput(attrs),
            initial=initial,
            error_messages=errors(),
        )
        self.least, self.most, self.places = least, most, places

    def to_python(self, value: Any) -> Any:
        """Return the Decimal, None for nothing; ValidationError in words otherwise."""
        text = self.bare(plain.narrow(plain.clean(str(value)))) if value not in self.empty_values else ""
        if not text:
            return None
        if not SHAPE.fullmatch(text):
            raise wrong(NOT_A_NUMBER.format(like=self.like), "not_a_number")
        number = Decimal(text)
        self.check(number)
        return number

    def bare(self, text: str) -> str:
        """Return the text without what people write around a number."""
        return text.replace(",", "").replace(" ", "")

    def check(self, number: Decimal) -> None:
        """Refuse what is too fine, too small or too large."""
        if -int(number.as_tuple().exponent) > self.places:
            raise wrong(TOO_FINE.format(n=self.places), "too_fine")
        if self.least is not None and number < self.least:
            raise wrong(TOO_SMALL.format(n=self.least), "too_small")
        if number > self.most:
            raise wrong(TOO_LARGE.format(n=self.most), "too_large")


class WholeField(NumberField):
    """A whole number, as int."""

    like = "3"

    def __init__(
        self,
        label: Words | None = None,
        *,
        hint: Words | None = None,
        optional: bool = False,
        least: int = 0,
        most: int = 999_999_999,
        initial: object = None,
    ) -> None:
        super().__init__(
            label, hint=hint, optional=optional, least=least, most=most, places=0, initial=initial
        )

    def to_python(self, value: Any) -> int | None:
        """Return the int, None for nothing."""
        number = super().to_python(value)
        return None if number is None else int(number)


class MoneyField(NumberField):
    """An amount in yuan, not negative, as Decimal with two places."""

    like = "50.00"

    def __init__(
        self,
        label: Words | None = None,
        *,
        hint: Words | None = None,
        optional: bool = False,
        most: Decimal | int = 99_999_999,
        initial: object = None,
    ) -> None:
        super().__init__(label, hint=hint, optional=optional, least=0, most=most, places=2, initial=initial)

    def bare(self, text: str) -> str:
        """Return the number alone, without the sign or the name of the money."""
        return super().bare(text).removeprefix("¥").removeprefix("CNY").removesuffix("元")

    def to_python(self, value: Any) -> Decimal | None:
        """Return the amount with exactly two places, None for nothing."""
        number = super().to_python(value)
        return None if number is None else number.quantize(Decimal("0.01"))
