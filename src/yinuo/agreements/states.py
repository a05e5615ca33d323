"""The work categories of a job on goods (G1)."""

from __future__ import annotations

from enum import StrEnum

from yinuo.lib.words import w


class Category(StrEnum):
    """Paid, contract or warranty; admin work is no call (decision 9)."""

    WARRANTY = "warranty"
    CONTRACT = "contract"
    PAID = "paid"


CATEGORY_WORDS = {
    Category.WARRANTY: w("免费", "warranty"),
    Category.CONTRACT: w("合同", "contract"),
    Category.PAID: w("有费", "paid"),
}
