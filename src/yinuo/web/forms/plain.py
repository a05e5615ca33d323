"""Text as people may give it: no NUL, no half characters, digits however wide they were typed."""

from __future__ import annotations

import unicodedata

from yinuo.lib.words import w
from yinuo.web.forms.saying import wrong


def clean(text: str) -> str:
    """Return `text` with plain line ends. ValidationError for NUL and for a lone surrogate."""
    if "\x00" in text:
        raise wrong(
            w(
                "里面有一个看不见的字符（NUL），请重新输入这一栏",
                "It holds an invisible NUL; please type this again",
            )
        )
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise wrong(
            w("里面有半个字符，请重新输入这一栏", "It holds half a character; please type this again")
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def narrow(text: str) -> str:
    """Return `text` with full-width digits and signs made narrow: ２０２６ becomes 2026."""
    return unicodedata.normalize("NFKC", text).strip()
