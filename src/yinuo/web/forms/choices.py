"""Fields for choices: one of a few, several, yes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from yinuo.lib.words import Words
from yinuo.web.forms import plain
from yinuo.web.forms.saying import NO_CHOICE, REQUIRED, errors, labels, lazily, wrong

Choices = Sequence[tuple[str, Words]]


class ChoiceField(forms.ChoiceField):
    """One of `choices`. `shown`: "choice" (side by side), "pick" (a list), "select"; else by their number."""

    def __init__(
        self,
        label: Words | None = None,
        *,
        choices: Choices = (),
        hint: Words | None = None,
        optional: bool = False,
        shown: str = "",
        initial: object = None,
    ) -> None:
        super().__init__(
            choices=labels(list(choices)),
            label=lazily(label),
            help_text=lazily(hint),
            required=not optional,
            initial=initial,
            error_messages=errors(),
        )
        self.wish = shown

    @property
    def shown(self) -> str:
        """How it is shown: two to four choices are visible, more are a select."""
        return self.wish or ("choice" if len(self.widget.choices) <= 4 else "select")

    def validate(self, value: Any) -> None:
        """Refuse nothing chosen (unless optional) and what is not offered."""
        forms.Field.validate(self, value)
        if value and not self.valid_value(value):
            raise wrong(NO_CHOICE, "no_choice")

    def to_python(self, value: Any) -> str:
        """Return the chosen value; ValidationError for NUL and half characters."""
        return plain.clean(super().to_python(value))


class ManyField(forms.MultipleChoiceField):
    """Any of `choices`, as a list. `shown`: "checks" (a list of boxes) or "select"."""

    widget = forms.CheckboxSelectMultiple

    def __init__(
        self,
        label: Words | None = None,
        *,
        choices: Choices = (),
        hint: Words | None = None,
        optional: bool = False,
        shown: str = "checks",
        initial: object = None,
    ) -> None:
        super().__init__(
            choices=labels(list(choices)),
            label=lazily(label),
            help_text=lazily(hint),
            required=not optional,
            initial=initial,
            error_messages=errors(),
        )
        self.shown = shown

    def validate(self, value: Any) -> None:
        """Refuse nothing chosen (unless optional) and what is not offered."""
        if self.required and not value:
            raise wrong(REQUIRED, "required")
        if not all(self.valid_value(one) for one in value):
            raise wrong(NO_CHOICE, "no_choice")


class CheckField(forms.BooleanField):
    """Yes or not yes. Unless `optional`, it must be yes."""

    def __init__(
        self,
        label: Words | None = None,
        *,
        hint: Words | None = None,
        optional: bool = True,
        initial: object = None,
    ) -> None:
        super().__init__(
            label=lazily(label),
            help_text=lazily(hint),
            required=not optional,
            initial=initial,
            error_messages=errors(),
        )
