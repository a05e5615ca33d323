"""What is typed for each move of a call: reasons, times, words of the customer."""

from __future__ import annotations

from yinuo.agreements.states import CATEGORY_WORDS
from yinuo.customers.states import ZONE_WORDS
from yinuo.lib.words import w
from yinuo.web.forms import (
    CheckField,
    ChoiceField,
    FilesField,
    Form,
    InstantField,
    MoneyField,
    TextField,
    WholeField,
)


class Nothing(Form):
    """A move that asks for nothing."""


class Note(Form):
    """A note that may go with it."""

    note = TextField(w("附言", "Note"), optional=True, max_length=400, rows=2)


class Reason(Form):
    """A move that needs its reason."""

    reason = TextField(w("原因", "Reason"), max_length=400, rows=2)


class LaterTime(Form):
    """A later time that the customer wants."""

    due_at = InstantField(w("约好的时间", "Agreed time"))
    asked_by = TextField(w("谁要求的", "Who asked for it"), max_length=80)


class ByTelephone(Form):
    """How it was solved by telephone, and what the customer said to it."""

    solution = TextField(w("怎样解决的", "How it was solved"), max_length=2000, rows=3)
    customers_word = TextField(w("客户的话", "The customer's word"), max_length=400, rows=2)


class DuplicateOf(Form):
    """The call that this one is a duplicate of."""

    of = TextField(w("同一件事的叫修号", "Number of the other call"), max_length=40)


class Cancel(Form):
    """Why a call is cancelled; a technician under way must have confirmed."""

    reason = TextField(w("原因", "Reason"), max_length=400, rows=2)
    confirmed = CheckField(
        w("已与在路上的技术员确认", "The technician under way has confirmed"), optional=True
    )


class ConfirmZone(Form):
    """Town or suburbs."""

    zone = ChoiceField(
        w("市区还是郊区", "Town or suburbs"), choices=[(str(key), words) for key, words in ZONE_WORDS.items()]
    )


class ChangeCategory(Form):
    """Another category, with its reason."""

    category = ChoiceField(
        w("类别", "Category"), choices=[(str(key), words) for key, words in CATEGORY_WORDS.items()]
    )
    reason = TextField(w("原因", "Reason"), max_length=400, rows=2)


class Solution(Form):
    """The solution of an escalated problem."""

    solution = TextField(w("解决办法", "Solution"), max_length=2000, rows=4)


class Assessment(Form):
    """What became of the injury, or of what could have been one."""

    assessment = TextField(w("评估", "Assessment"), max_length=1000, rows=4)


class SignedPaper(Form):
    """The scan of the paper that the customer signed or chopped."""

    signer = TextField(w("签字人", "Signed by"), max_length=80)
    post = TextField(w("职务", "Post"), max_length=80, optional=True)
    scan = FilesField(w("签字的纸面", "The signed paper"), most=1, accept="image/*,application/pdf")


class AddFile(Form):
    """A photo or a scan for the voucher."""

    added = FilesField(w("照片或扫描件", "Photos or scans"), most=10, accept="image/*,application/pdf")


class Amend(Form):
    """A new version of the service record, with why it changes."""

    found = TextField(w("现场看到", "What was found"), max_length=4000, rows=3)
    cause = TextField(w("原因", "Cause"), max_length=2000, rows=2)
    work = TextField(w("做了什么", "What was done"), max_length=4000, rows=3)
    spoken_with = TextField(w("面谈人", "Spoken with"), max_length=80)
    learned = TextField(w("了解到的情况", "What was learned"), max_length=2000, rows=2)
    proposed = TextField(w("提出的办法", "What was proposed"), max_length=2000, rows=2)
    minutes = WholeField(w("工时（分钟）", "Time spent (minutes)"), least=0, most=6000)
    fee = MoneyField(w("收费", "Fee"), hint=w("元", "yuan"), most=10_000_000)
    reason = TextField(w("为什么更正", "Why it is amended"), max_length=400, rows=2)


class ToHandbook(Form):
    """What is new, for the handbook."""

    symptom = TextField(w("现象", "Symptom"), max_length=400, rows=2)
    cause = TextField(w("原因", "Cause"), max_length=1000, rows=2, optional=True)
    solution = TextField(w("解决办法", "Solution"), max_length=4000, rows=4)
