"""Browser input to typed values: the form every room derives from, and its fields."""

from __future__ import annotations

from yinuo.web.forms.base import Form, Way, key_of, version_of
from yinuo.web.forms.choices import CheckField, ChoiceField, ManyField
from yinuo.web.forms.moments import DayField, InstantField
from yinuo.web.forms.numbers import MoneyField, NumberField, WholeField
from yinuo.web.forms.texts import FilesField, HiddenField, PhoneField, TextField

__all__ = [
    "CheckField",
    "ChoiceField",
    "DayField",
    "FilesField",
    "Form",
    "HiddenField",
    "InstantField",
    "ManyField",
    "MoneyField",
    "NumberField",
    "PhoneField",
    "TextField",
    "Way",
    "WholeField",
    "key_of",
    "version_of",
]
