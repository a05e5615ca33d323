"""What an address names: a thing of the first branch, and the same names for one that does not exist."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_plus

ELSEWHERE = 7_000_000


@dataclass(frozen=True)
class Thing:
    """A thing of the first branch: its names in addresses, its version, whose it is, who leads it now."""

    kind: str
    names: dict[str, str]
    version: int = 0
    hands: frozenset[str] = frozenset()
    lead: str = ""

    def __getattr__(self, name: str) -> str:
        try:
            return self.names[name]
        except KeyError:
            raise AttributeError(name) from None

    def absent(self) -> Thing:
        """The same thing as it would be named if it existed; nothing is found by these names."""
        return Thing(self.kind, {name: unknown(value) for name, value in self.names.items()}, self.version)


def unknown(value: str) -> str:
    """A name as long as `value` that names nothing."""
    if value.isdecimal() and len(value) < 8:
        return str(int(value) + ELSEWHERE)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return value
    if re.fullmatch(r"[A-Z]{2}", value):
        return "ZZ"
    found = re.fullmatch(r"(.*?)(\d{4,})(-\d)?", value)
    if found:
        return f"{found[1]}{'9' * len(found[2])}{found[3] or ''}"
    return "x" * len(value)


@dataclass
class Names:
    """Everything an address may name, by the word it has in the table."""

    things: dict[str, Thing] = field(default_factory=dict)

    def fill(self, value: Any, *, absent: bool = False) -> Any:
        """`{done.call}` and the like replaced in texts, lists and mappings."""
        if isinstance(value, dict):
            return {
                self.fill(name, absent=absent): self.fill(each, absent=absent) for name, each in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.fill(each, absent=absent) for each in value]
        if not isinstance(value, str) or "{" not in value:
            return value
        known = {name: thing.absent() if absent else thing for name, thing in self.things.items()}
        return value.format_map(known)

    def named(self, value: Any) -> list[Thing]:
        """The things that `value` names, in the order of naming."""
        words = re.findall(r"\{(\w+)[.}]", repr(value))
        return [self.things[word] for word in dict.fromkeys(words) if word in self.things]


def levelled(content: bytes, things: list[Thing], *paths: str) -> bytes:
    """`content` with the names of the things, and of those that don't exist, made the same; so the paths."""
    names = [value for thing in things for each in (thing, thing.absent()) for value in each.names.values()]
    said = {*paths, *(name for name in names if len(name) > 3)}
    spelled = {how(each).encode() for each in said if each for how in (str, quote, quote_plus, _twice)}
    for each in sorted(spelled, key=len, reverse=True):
        content = content.replace(each, b"#")
    return PER_REQUEST.sub(b"#", content)


def _twice(text: str) -> str:
    return quote(quote_plus(text))


PER_REQUEST = re.compile(
    rb'(?<=name="csrfmiddlewaretoken" value=")[^"]+|(?<=name="key" value=")[^"]+|(?<=name="csrf-token" content=")[^"]+'
)
