"""What a password must not be: too short, known to everybody, one's own name again, one used before."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yinuo.lib.words import Words, w

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from yinuo.people.rules.profiles import Profile

LEFT_OVER = 8
"""How many characters must remain when the words everybody would try first are taken out."""

RUNS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv")

SHORT = w("密码太短，至少要 {least} 个字。", "The password is too short: at least {least} characters.")
COMMON = w("这个密码太常见。", "This password is too common.")
NEAR = w(
    "密码里除了姓名、登录名和公司名，几乎没有别的。",
    "Besides your name, user name and company there is hardly anything in it.",
)
KINDS = w(
    "大写字母、小写字母、数字、符号，至少要有 {kinds} 种；汉字算符号。",
    "Of capitals, small letters, digits and signs it needs {kinds} kinds; Chinese characters are signs.",
)


@dataclass(frozen=True, slots=True)
class Refusing:
    """Why a password is refused: a code and its words."""

    code: str
    words: Words


def refused(
    password: str,
    profile: Profile,
    *,
    near: Iterable[str],
    common: Callable[[str], bool],
    second_factor: bool,
) -> Refusing | None:
    """Return why `password` won't do, None when it will.

    `near` are the words close to the person, `common` says whether a plain small text is a known password.
    """
    least = profile.least(second_factor=second_factor)
    if len(unicodedata.normalize("NFC", password)) < least:
        return Refusing("password_too_short", SHORT.format(least=least))
    text = plain(password)
    if any(common(each) for each in {text, _core(text), text.rstrip("0123456789!@#$.")}) or _poor(text):
        return Refusing("password_too_common", COMMON)
    if len(_without(text, near)) < min(LEFT_OVER, least):
        return Refusing("password_too_near", NEAR)
    if kinds(password) < profile.kinds_of_characters:
        return Refusing("password_too_plain", KINDS.format(kinds=profile.kinds_of_characters))
    return None


def plain(password: str) -> str:
    """Return a password as it is compared with known ones: full-width letters narrow, all small."""
    return unicodedata.normalize("NFKC", password).lower()


def kinds(password: str) -> int:
    """Return how many of capitals, small letters, digits and signs occur."""
    found = [
        any(each.isascii() and each.isupper() for each in password),
        any(each.isascii() and each.islower() for each in password),
        any(each.isascii() and each.isdigit() for each in password),
        any(not (each.isascii() and each.isalnum()) for each in password),
    ]
    return sum(found)


def _core(text: str) -> str:
    """Return the piece of which `text` is made by repeating, else `text`."""
    found = re.fullmatch(r"(.{1,16}?)\1+", text, re.DOTALL)
    return found[1] if found else text


def _poor(text: str) -> bool:
    """Whether hardly anything is left once repetitions and runs of the keyboard are taken together."""
    core = _core(text)
    for run in RUNS:
        for line in (run, run[::-1]):
            core = re.sub("|".join(_pieces(line)), "", core)
    return len(core) < 4 or len(set(core)) < 3


def _pieces(line: str) -> list[str]:
    return [
        re.escape(line[start : start + size])
        for size in range(len(line), 3, -1)
        for start in range(len(line) - size + 1)
    ]


def _without(text: str, near: Iterable[str]) -> str:
    for word in sorted({plain(each) for each in near if len(each) > 1}, key=len, reverse=True):
        text = text.replace(word, "")
    return text
