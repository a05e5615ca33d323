"""Telephone numbers as people type them: read to digits, shown in groups."""

from __future__ import annotations

import re

from yinuo.lib.words import Words, w
from yinuo.web.forms.plain import narrow

EXAMPLE = w("座机请带区号，例如 020-0000 1286。", "For a landline give the area code, like 020-0000 1286.")
SHORT = re.compile(r"9[56]\d{3,6}|1[02]\d{3}")
FREE = re.compile(r"[48]00")
AREA = re.compile(r"010|02\d|0[3-9]\d{2}")
SIGNS = re.compile(r"[\s\-()./·]")


def read(text: str) -> str | Words:
    """Return the digits of a number (a foreign one with its `+`), or why it is not one.

    A mobile number has 11 digits from 1, a landline its area code and 7 or 8 digits, 400 and 800 numbers 10;
    +86 and 0086 are left out; short service numbers such as 95588 pass.
    """
    digits = SIGNS.sub("", narrow(text))
    digits = re.sub(r"^(?:\+|00)86(?=\d{10})", "", digits)
    if re.fullmatch(r"\+[1-9]\d{6,14}", digits):
        return digits
    if not re.fullmatch(r"\d+", digits):
        return w(
            "电话里只能有数字、空格和 -，分机请另写。",
            "Only digits, spaces and - ; write an extension elsewhere.",
        )
    return _judged(digits)


def _judged(digits: str) -> str | Words:
    if SHORT.fullmatch(digits):
        return digits
    if digits.startswith("1"):
        return digits if len(digits) == 11 else _mobile(len(digits))
    if FREE.match(digits):
        return digits if len(digits) == 10 else _count(w("400 电话", "A 400 number"), "10", len(digits))
    area = AREA.match(digits)
    if area is None:
        return EXAMPLE
    rest = len(digits) - area.end()
    return digits if rest in {7, 8} else _count(w("区号后面", "After the area code"), "7、8", rest)


def _mobile(found: int) -> Words:
    words = w("手机要 11 位，现在是 {n} 位。", "A mobile number has 11 digits, this has {n}. ").format(
        n=found
    )
    return Words(words.zh + EXAMPLE.zh, words.en + EXAMPLE.en)


def _count(what: Words, wanted: str, found: int) -> Words:
    english = wanted.replace("、", " or ")
    return Words(
        f"{what.zh}要 {wanted} 位，现在是 {found} 位。", f"{what.en} come {english} digits, this has {found}."
    )


def shown(digits: str) -> str:
    """Return stored digits in the groups people read: 138 0000 0000, 020-0000 1286, 400-000-0000."""
    if FREE.match(digits) and len(digits) == 10:
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    area = AREA.match(digits)
    if area and digits.isdigit():
        rest = digits[area.end() :]
        return f"{area.group()}-{rest[:-4]} {rest[-4:]}" if len(rest) in {7, 8} else digits
    if digits.startswith("1") and len(digits) == 11:
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    return digits
