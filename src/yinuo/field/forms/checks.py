"""The checklist of a model as form fields: check, text, choice, number with limits, photo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yinuo.calls.commands.files import Upload
from yinuo.devices.rules import outside
from yinuo.lib.words import Words, from_json, w
from yinuo.web import uploads
from yinuo.web.forms import CheckField, ChoiceField, FilesField, NumberField, TextField

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.forms import Field
    from django.forms.boundfield import BoundField

    from yinuo.web.forms import Form

BETWEEN = w("{low} 至 {high} {unit}", "{low} to {high} {unit}")
AT_LEAST = w("不低于 {low} {unit}", "at least {low} {unit}")
AT_MOST = w("不高于 {high} {unit}", "at most {high} {unit}")
OUTSIDE = w("超出 {range}", "outside {range}")


@dataclass(frozen=True, slots=True)
class Check:
    """One item as shown: its field, its words, its limits, and whether the stored reading lies outside."""

    item: Mapping[str, Any]
    bound: BoundField
    answer: Any

    @property
    def kind(self) -> str:
        """Return check, text, choice, number or photo."""
        return str(self.item["kind"])

    @property
    def required(self) -> bool:
        """Whether the customer can't sign before this is answered."""
        return bool(self.item.get("required"))

    @property
    def done(self) -> bool:
        """Whether it is answered."""
        return self.answer not in (None, "", False)

    @property
    def outside(self) -> bool:
        """Whether the stored reading lies outside the limits."""
        return outside(self.item, self.answer)


def limits(item: Mapping[str, Any]) -> Words | None:
    """Return an item's limits in words: 18 至 24 ℃."""
    low, high = item.get("low"), item.get("high")
    known = {(True, True): BETWEEN, (True, False): AT_LEAST, (False, True): AT_MOST}
    saying = known.get((low is not None, high is not None))
    if saying is None:
        return None
    said = saying.format(low=low, high=high, unit=item.get("unit", ""))
    return Words(said.zh.strip(), said.en.strip())


def hint_of(item: Mapping[str, Any], answer: Any) -> Words | None:
    """Return an item's limits, or that the stored reading lies outside of them."""
    within = limits(item)
    return OUTSIDE.format(range=within) if within and outside(item, answer) else within


def field_of(item: Mapping[str, Any], answer: Any) -> Field:
    """Return the field that asks for an item."""
    words, optional = from_json(item["words"]), not item.get("required")
    match item["kind"]:
        case "check":
            return CheckField(words, initial=bool(answer))
        case "number":
            return NumberField(words, hint=hint_of(item, answer), optional=optional, places=6, initial=answer)
        case "choice":
            choices = [(each["code"], from_json(each["words"])) for each in item.get("choices", [])]
            return ChoiceField(words, choices=choices, optional=optional, initial=answer)
        case "photo":
            return FilesField(words, optional=optional, most=1, accept="image/*")
        case _:
            return TextField(words, optional=optional, max_length=2000, rows=2, initial=answer)


def name_of(item: Mapping[str, Any]) -> str:
    """Return the name of an item's field."""
    return f"answer_{item['code']}"


def shown(form: Form, items: Sequence[Mapping[str, Any]], answers: Mapping[str, Any]) -> list[Check]:
    """Return the items with their bound fields, in the order of the list."""
    return [Check(item, form[name_of(item)], answers.get(item["code"])) for item in items]


def read(form: Form, items: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], list[Upload]]:
    """Return the answers by code and the photos to keep; a photo's answer is its hash."""
    answers: dict[str, Any] = {}
    photos: list[Upload] = []
    for item in items:
        value = form.cleaned_data.get(name_of(item))
        if item["kind"] == "photo":
            for file in value or []:
                photo = picture(file, name_of(item))
                photos.append(photo[0])
                answers[item["code"]] = photo[1]
        elif item["kind"] == "number":
            answers[item["code"]] = None if value is None else f"{value:f}"
        else:
            answers[item["code"]] = value
    return answers, photos


def picture(file: Any, field: str = "photos") -> tuple[Upload, str]:
    """Return a photo drawn anew as it is kept, and its hash. Invalid, naming the field, for what is none."""
    drawn = uploads.picture(file, field)
    name = str(getattr(file, "name", "") or "photo").rpartition("/")[2]
    return Upload(
        "photo", f"{name.rpartition('.')[0] or name}.{drawn.extension}", drawn.kind, drawn.content
    ), drawn.sha256
