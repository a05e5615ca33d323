"""One form field as the template shows it: which control, which attributes, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from yinuo.web.forms.choices import CheckField, ChoiceField, ManyField
from yinuo.web.forms.moments import DayField, InstantField
from yinuo.web.forms.texts import FilesField

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.forms.boundfield import BoundField
    from django.utils.safestring import SafeString

PASSED = (
    "rows",
    "placeholder",
    "data_key",
    "data_key_words",
    "data_photos",
    "hx_get",
    "hx_trigger",
    "hx_target",
    "list",
)
GROUPS = {"choice", "pick", "checks"}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a visible group."""

    id: str
    value: str
    label: Any
    checked: bool
    number: int
    first: bool


class Control:
    """A bound field with the options of its tag."""

    def __init__(self, bound: BoundField, options: Mapping[str, Any]) -> None:
        self.bound = bound
        self.options = options
        self.id = bound.auto_id or f"id_{bound.html_name}"
        self.label = bound.label
        self.hint = bound.help_text
        self.optional = not bound.field.required and not options.get("asked")
        self.errors = bound.errors
        self.digits = bool(options.get("digits"))
        self.plain = bool(options.get("plain"))
        if options.get("picker") and isinstance(bound.field, DayField | InstantField):
            bound.field.pick()

    @property
    def kind(self) -> str:
        """Which part of the template shows it: choice, pick, checks, check, hidden or control."""
        field = self.bound.field
        if self.bound.is_hidden:
            return "hidden"
        if isinstance(field, CheckField):
            return "check"
        shown = str(self.options.get("shown", getattr(field, "shown", "")))
        return shown if isinstance(field, ChoiceField | ManyField) and shown in GROUPS else "control"

    @property
    def described(self) -> str:
        """The ids of the hint and the error, for aria-describedby."""
        parts = [(bool(self.hint), "hint"), (bool(self.errors), "error")]
        return " ".join(f"{self.id}_{name}" for there, name in parts if there)

    @property
    def focused(self) -> bool:
        """Whether this is the first refused field of its form."""
        return bool(self.errors) and getattr(self.bound.form, "first_refused", "") == self.bound.name

    @property
    def options_shown(self) -> Iterator[Option]:
        """The choices of a visible group; an empty choice is left out."""
        chosen = self.bound.value()
        values = {str(one) for one in chosen} if isinstance(chosen, list | tuple) else {str(chosen)}
        field: Any = self.bound.field
        offered = [(value, label) for value, label in field.choices if value != ""]
        for place, (value, label) in enumerate(offered):
            yield Option(f"{self.id}_{place}", str(value), label, str(value) in values, place + 1, place == 0)

    @property
    def html(self) -> SafeString:
        """The control itself, drawn by Django with our attributes."""
        return self.bound.as_widget(attrs=self.attributes)

    @property
    def attributes(self) -> dict[str, Any]:
        """The attributes of the control."""
        field = self.bound.field
        select = isinstance(field.widget, forms.Select)
        given: dict[str, Any] = {"class": "form-select" if select else "form-control"}
        given |= {name.replace("_", "-"): self.options[name] for name in PASSED if name in self.options}
        if field.required:
            given["aria-required"] = "true"
        if isinstance(field, FilesField) and field.most == 1:
            given["multiple"] = False
        if self.described:
            given["aria-describedby"] = self.described
        if self.errors:
            given["aria-invalid"] = "true"
        if self.focused or self.options.get("autofocus"):
            given["autofocus"] = True
        return given
