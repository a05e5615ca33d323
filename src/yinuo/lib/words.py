"""Words in both languages, side by side where they are used; shown in the reader's language."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = ("zh", "en")

language: ContextVar[str] = ContextVar("language", default="zh")


@dataclass(frozen=True, slots=True)
class Words:
    """One saying in Chinese and English. `str()` gives the one of the current language."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.said(language.get())

    def said(self, code: str) -> str:
        """Return the saying in language `code` ("zh" or "en"); anything else reads as Chinese."""
        return self.en if code == "en" else self.zh

    def format(self, **values: object) -> Words:
        """Return both sayings with `{name}` filled in; a value that is itself Words is said per language."""
        return Words(
            self.zh.format(**{name: _said(value, "zh") for name, value in values.items()}),
            self.en.format(**{name: _said(value, "en") for name, value in values.items()}),
        )

    def as_json(self) -> dict[str, str]:
        """Return `{"zh": …, "en": …}`, the stored form of a saying."""
        return {"zh": self.zh, "en": self.en}


def w(zh: str, en: str) -> Words:
    """Shorthand for `Words(zh, en)`."""
    return Words(zh, en)


def from_json(value: dict[str, str]) -> Words:
    """Read what `Words.as_json` wrote."""
    return Words(value["zh"], value["en"])


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Within the block, words are said in language `code`."""
    token = language.set(code if code in LANGUAGES else "zh")
    try:
        yield
    finally:
        language.reset(token)


def _said(value: object, code: str) -> object:
    return value.said(code) if isinstance(value, Words) else value
