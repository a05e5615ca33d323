"""The form every room derives from: words as labels, refusals as errors, what was typed stays."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from yinuo.lib.refusal import Invalid, Refusal
from yinuo.lib.words import Words, w
from yinuo.web import typed
from yinuo.web.forms.choices import ChoiceField, ManyField
from yinuo.web.forms.moments import InstantField
from yinuo.web.forms.saying import labels, wrong

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo
    from types import TracebackType

    from django.http import HttpRequest

KEY_MISSING = w(
    "这一页没有带上提交的号码，请重新打开再提交",
    "The page brought no key for this deed; please open it again",
)
VERSION_MISSING = w(
    "这一页没有带上版本，请重新打开再提交", "The page brought no version; please open it again"
)


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of a refusal: words and where they lead."""

    words: Words
    url: str


class Form(forms.Form):
    """Browser input to typed values; says in words what is wrong and keeps what was typed."""

    use_required_attribute = False

    def __init__(self, *args: Any, zone: tzinfo | None = None, **named: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **named})
        self.refusal: Refusal | None = None
        self.way_out: Way | None = None
        for field in self.fields.values():
            if isinstance(field, InstantField) and zone is not None:
                field.zone = zone

    @property
    def status(self) -> int:
        """The status a page showing this form answers with: 200, 422, or that of the refusal."""
        if self.refusal is not None:
            return self.refusal.status
        return 422 if self.is_bound and not self.is_valid() else 200

    @property
    def first_refused(self) -> str:
        """The name of the first field in error, in the order of the form; empty when there is none."""
        return next((name for name in self.fields if name in self.errors), "") if self.is_bound else ""

    def offer(self, name: str, choices: Sequence[tuple[str, Words]]) -> None:
        """Give a choice field what may be chosen, known only now."""
        field = self.fields[name]
        if not isinstance(field, ChoiceField | ManyField):
            raise TypeError(f"{name} offers no choices")
        field.choices = labels(list(choices))

    def add_refusal(self, refusal: Refusal) -> None:
        """Put a refusal where it belongs: at its fields when the form has them, else over the form."""
        self.refusal = refusal
        placed = [name for name in refusal.fields if name in self.fields]
        for name in placed:
            self.add_error(name, wrong(refusal.fields[name], refusal.code))
        if len(placed) < len(refusal.fields) or not placed:
            self.add_error(None, wrong(refusal.words, refusal.code))

    def refusals(self) -> Refusals:
        """Within the block a Refusal becomes errors of this form, and the block ends there."""
        return Refusals(self)


class Refusals:
    """Catches a Refusal and hands it to the form."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(raised, Refusal):
            return False
        self.form.add_refusal(raised)
        return True


def key_of(request: HttpRequest) -> str:
    """Return the idempotency key a page carried along. Invalid `idempotency_key_missing`."""
    key = typed.text(request.POST, "key")
    if not re.fullmatch(r"[0-9A-Za-z-]{8,80}", key):
        raise Invalid("idempotency_key_missing", KEY_MISSING)
    return key


def version_of(request: HttpRequest) -> int:
    """Return the version a page was made from. Invalid `version_missing`."""
    version = typed.text(request.POST, "version")
    if not re.fullmatch(r"[0-9]{1,9}", version):
        raise Invalid("version_missing", VERSION_MISSING)
    return int(version)
