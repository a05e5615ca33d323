"""Forms of the moves around the work: accept, decline, hand over, set out, arrive, can't solve, leave."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from yinuo.calls.commands.visiting import Position
from yinuo.calls.states import OUTCOME_WORDS, Outcome
from yinuo.lib.words import Words, w
from yinuo.people.rights import ROLES
from yinuo.web.forms import (
    CheckField,
    ChoiceField,
    FilesField,
    Form,
    HiddenField,
    InstantField,
    ManyField,
    TextField,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yinuo.dispatch.queries import Candidate

IN_CHARGE = ("service_department", "supervisor", "team_leader", "branch_manager", "sales_director")
LEAVING = tuple((str(outcome), OUTCOME_WORDS[outcome]) for outcome in Outcome if outcome != "by_telephone")
NO_PLACE = w(
    "位置读不懂，没有记下来。再按一次就不带位置。",
    "The position could not be read. Press again to go without it.",
)


class PlainForm(Form):
    """A move that needs nothing but its button."""


class SetOutForm(Form):
    """Setting out; with tools listed they are confirmed first (S2.4)."""

    tools = CheckField(w("工具已带齐", "I have all the tools"))


class ArriveForm(Form):
    """Arriving, with one point when the technician's phone gives it; never required."""

    lat = HiddenField(optional=True, max_length=16)
    lon = HiddenField(optional=True, max_length=16)

    @property
    def position(self) -> Position | None:
        """The point given, None without one."""
        latitude, longitude = self.cleaned_data.get("lat"), self.cleaned_data.get("lon")
        return Position(Decimal(latitude), Decimal(longitude)) if latitude and longitude else None

    def clean(self) -> None:
        """Refuse what is no point on the earth."""
        for name, most in (("lat", 90), ("lon", 180)):
            text = self.cleaned_data.get(name)
            if text and not _within(text, most):
                self.add_error(None, str(NO_PLACE))


def _within(text: str, most: int) -> bool:
    sign_free = text.removeprefix("-")
    shaped = sign_free.isascii() and sign_free.replace(".", "", 1).isdigit()
    return shaped and abs(Decimal(text)) <= most


class DeclineForm(Form):
    """Giving a job back, with the reason (decision 8)."""

    reason = TextField(w("为什么退单？", "Why can't you take it?"), rows=3, max_length=400)


class HandOverForm(Form):
    """Handing a job over midway to somebody else of the branch (decision 8)."""

    technician = ChoiceField(w("交给谁？", "To whom?"), shown="pick")
    reason = TextField(w("为什么交接？", "Why?"), rows=3, max_length=400)

    def offer_people(self, people: Sequence[Candidate]) -> None:
        """Offer the candidates, each with what speaks against them."""
        self.offer("technician", [(each.user.username, _introduced(each)) for each in people])


def _introduced(candidate: Candidate) -> Words:
    against = [point.words for point in candidate.points if not point.fits]
    zh = "，".join([candidate.user.name, *(each.zh for each in against)])
    return Words(zh, ", ".join([candidate.user.name, *(each.en for each in against)]))


class EscalateForm(Form):
    """What can't be solved: told to the department in charge and those concerned (S2.5)."""

    problem = TextField(w("什么解决不了？", "What can't you solve?"), rows=4, max_length=2000)
    department = ChoiceField(
        w("哪个部门负责？", "Which department is in charge?"),
        choices=[(role, ROLES[role]) for role in IN_CHARGE],
        shown="pick",
    )
    concerned = ManyField(
        w("还要告诉谁？", "Who else should know?"),
        choices=[(role, ROLES[role]) for role in IN_CHARGE],
        optional=True,
    )
    found_at = InstantField(w("什么时候发现的？", "When did you find it?"))


class LeaveForm(Form):
    """Leaving the site without having finished, or with nothing to do (decision 2)."""

    outcome = ChoiceField(w("现场怎么样？", "How did it end?"), choices=LEAVING, shown="pick")
    note = TextField(
        w("情况", "What happened"),
        hint=w("完成和取回维修不用写", "not needed when done or taken away"),
        rows=3,
        max_length=400,
        optional=True,
    )
    photos = FilesField(w("照片", "Photos"), optional=True, most=4, accept="image/*")


class HandbookForm(Form):
    """What is new, as an entry of the service handbook (S1.8, P2.5)."""

    symptom = TextField(w("什么现象？", "What was the symptom?"), rows=2, max_length=400)
    cause = TextField(w("原因", "Cause"), rows=2, max_length=1000, optional=True)
    solution = TextField(w("怎么解决？", "How was it solved?"), rows=4, max_length=4000)
