"""A typed "no": what was refused, in words, with the field's name; never a server error."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yinuo.lib.words import Words


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The base of every "no". `code` is for machines, `words` for people, `fields` names the places."""

    status = 400

    def __init__(
        self,
        code: str,
        words: Words,
        *,
        fields: Mapping[str, Words] | None = None,
        difference: Mapping[str, Mapping[str, object]] | None = None,
    ) -> None:
        super().__init__(code, words)
        self.code = code
        self.words = words
        self.fields = dict(fields or {})
        self.difference = dict(difference or {})

    def __str__(self) -> str:
        return f"{self.code}: {self.words}"


class Invalid(Refusal):
    """The input itself is wrong: unknown, too long, impossible. Answered with 422."""

    status = 422


class NotAllowed(Refusal):
    """The person may not do this. Answered with 403."""

    status = 403


class NotFound(Refusal):
    """There is no such thing, or none that this person may know of. Answered with 404."""

    status = 404


class Refused(Refusal):
    """The state of things or the policy does not allow it now. Answered with 409."""

    status = 409


class Conflict(Refused):
    """Somebody else changed it in between; `difference` says what. Answered with 409."""


def invalid(field: str, words: Words, code: str = "invalid") -> Invalid:
    """Return an `Invalid` that names one field."""
    return Invalid(code, words, fields={field: words})
