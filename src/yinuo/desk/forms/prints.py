"""What is printed: which papers, whose copies, on which size."""

from __future__ import annotations

from yinuo.lib.words import w
from yinuo.papers.states import COPIES, SIZES
from yinuo.web.forms import ChoiceField, Form, ManyField

COPY_CHOICES = [(code, words) for code, words in COPIES.items() if code]


class Prints(Form):
    """The papers picked among those offered, as `voucher:SH-20261124-0001-1`, with copies and size."""

    papers = ManyField(w("打印什么", "What is printed"))
    copies = ManyField(
        w("各联", "Copies"),
        choices=COPY_CHOICES,
        optional=True,
        hint=w("不选就印一份，不写联次。", "With none picked one is printed, without a label."),
    )
    size = ChoiceField(w("纸张", "Paper"), choices=[*SIZES.items()], shown="choice", initial="a4")

    @property
    def wanted(self) -> list[tuple[str, str]]:
        """The papers picked: kind and number."""
        pairs = (str(each).partition(":") for each in self.cleaned_data["papers"])
        return [(kind, number) for kind, _colon, number in pairs]
