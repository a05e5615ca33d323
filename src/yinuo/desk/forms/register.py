"""The filter of the register: what is asked in the address, read kindly."""

from __future__ import annotations

from yinuo.agreements.states import CATEGORY_WORDS
from yinuo.calls.states import KIND_WORDS, STATE_WORDS
from yinuo.lib.words import w
from yinuo.web.forms import ChoiceField, DayField, Form, TextField

ANY = ("", w("全部", "all"))


class Filter(Form):
    """Which calls: words, day, progress, kind, category; what can't be read is left out."""

    q = TextField(w("搜索", "Search"), optional=True, max_length=80)
    day = DayField(w("日期", "Day"), optional=True)
    state = ChoiceField(
        w("进度", "Progress"),
        optional=True,
        shown="select",
        choices=[ANY, *((str(key), words) for key, words in STATE_WORDS.items())],
    )
    kind = ChoiceField(
        w("性质", "Kind"),
        optional=True,
        shown="select",
        choices=[ANY, *((str(key), words) for key, words in KIND_WORDS.items())],
    )
    category = ChoiceField(
        w("类别", "Category"),
        optional=True,
        shown="select",
        choices=[ANY, *((str(key), words) for key, words in CATEGORY_WORDS.items())],
    )

    @property
    def choices_made(self) -> list[tuple[str, str]]:
        """The choices that narrow, by name: carried along when something else is asked."""
        made = ((name, self.cleaned_data.get(name, "")) for name in ("state", "kind", "category"))
        return [(name, value) for name, value in made if value]

    @property
    def narrows(self) -> int:
        """How many of the choices are made: shown beside the word Filter."""
        return len(self.choices_made)
