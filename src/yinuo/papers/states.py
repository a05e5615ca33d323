"""The kinds of papers, the copies of each, and the sizes they are printed on."""

from __future__ import annotations

from enum import StrEnum

from yinuo.lib.words import w

SIZES = {
    "a4": w("A4", "A4"),
    "a5": w("A5", "A5"),
    "241x140": w("241 × 140 mm 三联", "241 × 140 mm, three-part"),
}


class Copy(StrEnum):
    """Whose copy of a paper it is."""

    STUB = "stub"
    CUSTOMER = "customer"
    FINANCE = "finance"


COPIES = {
    "stub": w("第一联 存根", "Copy 1: Stub"),
    "customer": w("第二联 客户", "Copy 2: Customer"),
    "finance": w("第三联 财务", "Copy 3: Finance"),
    "": w("", ""),
}
COPY_WORDS = {
    "stub": w("存根联", "stub"),
    "customer": w("客户联", "customer's copy"),
    "finance": w("财务联", "finance copy"),
    "": w("", "print"),
}


class Paper(StrEnum):
    """A paper that is printed and counted."""

    VOUCHER = "voucher"
    RECEIPT = "receipt"
    SIGNED = "signed"
    REGISTER = "register"


PAPER_WORDS = {
    "voucher": w("服务凭证", "service voucher"),
    "receipt": w("服务回执单", "receipt form"),
    "signed": w("签字副本", "signed copy"),
    "register": w("叫修登记簿", "call register"),
}
