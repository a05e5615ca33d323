"""Each turn a story can take: the verbs of its timeline, the state it ends in, and what stands behind it."""

from __future__ import annotations

import random
import re
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.demonstration.company import NOW
from tests.world import at
from yinuo.calls.models import Call, Signature, Visit
from yinuo.calls.states import Channel, Kind
from yinuo.demonstration import papers
from yinuo.demonstration.cast import Cast, casts
from yinuo.demonstration.clock import EndedHere
from yinuo.demonstration.data import faults
from yinuo.demonstration.lives import Life
from yinuo.demonstration.stories import TURNS, Pace, Story
from yinuo.duties.models import Duty
from yinuo.handbook.models import Problem
from yinuo.journal import audit
from yinuo.journal.queries import timeline

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.demonstration.setting import Setting

pytestmark = pytest.mark.django_db
SCALE = {"customers": 9, "devices": 40, "days": 2, "recent": 1}
MORNING = at("2026-11-20 09:00")
ONE_VISIT = ["dispatched", "accepted", "set_out", "arrived", "recorded", "recorded", "signed", "left"]
FILED = ["received", "filed"]


@pytest.fixture
def cast(loaded: Setting) -> Cast:
    found = casts()["SH"]
    found.start_day()
    return found


def story(cast: Cast, turn: str = "", **changed: object) -> Story:
    """Return a breakdown of a monitor that takes a turn."""
    device = next(each for each in cast.devices if each.product_model.kind == "hardware")
    skill = device.product_model.skill
    assert skill is not None
    contact = cast.contacts[device.customer_id][0]
    fault = faults(skill.code)[0]
    plain = Story(
        Kind.BREAKDOWN, Channel.TELEPHONE, device, contact, fault, MORNING, Pace(), turn, dice_key=turn
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


def lived(cast: Cast, told: Story, *, of: str = "", until: datetime = NOW) -> Call:
    """Live a story to its end and return its call."""
    life = Life(told, cast, until=until, seed=1)
    life.register()
    with suppress(EndedHere):
        life.go(of=of)
    return Call.objects.get(number=life.number)


def verbs(call: Call) -> list[str]:
    """Return what happened to a call, the confirmation of its zone left out."""
    return [entry.verb for entry in timeline("call", call.number) if entry.verb != "zone_confirmed"]


@pytest.mark.parametrize(
    ("turn", "told", "state"),
    [
        ("", ["registered", *ONE_VISIT, *FILED], "filed"),
        ("cancelled", ["registered", "cancelled"], "cancelled"),
        ("telephone", ["registered", "solved_remotely", *FILED], "filed"),
        ("agreed", ["registered", "time_agreed", *ONE_VISIT, *FILED], "filed"),
        ("declined", ["registered", "dispatched", "declined", *ONE_VISIT, *FILED], "filed"),
        ("redirected", ["registered", "dispatched", *ONE_VISIT, *FILED], "filed"),
        ("injury", ["registered", "injury_assessed", *ONE_VISIT, *FILED], "filed"),
        ("approval", ["registered", "approved", *ONE_VISIT, *FILED], "filed"),
        ("category", ["registered", *ONE_VISIT, *FILED], "filed"),
        (
            "escalated",
            ["registered", *ONE_VISIT[:5], "escalated", "solved", *ONE_VISIT[5:], *FILED],
            "filed",
        ),
        (
            "continued",
            ["registered", *ONE_VISIT[:6], "left", *ONE_VISIT[:4], "recorded", "signed", "left", *FILED],
            "filed",
        ),
        ("nobody", ["registered", *ONE_VISIT[:4], "left", *ONE_VISIT, *FILED], "filed"),
        ("taken_away", ["registered", *ONE_VISIT[:5], "signed", "left", *ONE_VISIT, *FILED], "filed"),
        (
            "unsigned",
            ["registered", *ONE_VISIT[:6], "left_unsigned", "left", "unsigned_confirmed", *FILED],
            "filed",
        ),
        ("sent_back", ["registered", *ONE_VISIT, "sent_back", *ONE_VISIT, *FILED], "filed"),
        ("amended", ["registered", *ONE_VISIT, "amended", "signed", *FILED], "filed"),
        ("handbook", ["registered", *ONE_VISIT[:7], "to_handbook", "left", *FILED], "filed"),
    ],
)
def test_a_turn_leads_through_its_verbs_to_its_end(
    cast: Cast, turn: str, told: list[str], state: str
) -> None:
    call = lived(cast, story(cast, turn))
    assert verbs(call) == told
    assert call.state == state
    assert not Duty.objects.filter(subject_key=call.number, state="open").exists()


def test_every_turn_that_can_be_drawn_is_lived_here() -> None:
    covered = {
        "",
        "cancelled",
        "telephone",
        "agreed",
        "declined",
        "redirected",
        "injury",
        "approval",
        "category",
    }
    covered |= {
        "escalated",
        "continued",
        "nobody",
        "taken_away",
        "unsigned",
        "sent_back",
        "amended",
        "handbook",
    }
    assert set(TURNS) == covered | {"handed_over"}


def test_a_handover_ends_the_first_visit_and_another_person_goes_on(cast: Cast) -> None:
    for key in range(5):
        call = lived(cast, story(cast, "handed_over", dice_key=f"over-{key}"))
        if "handed_over" in verbs(call):
            break
    visits = list(Visit.objects.filter(voucher__call=call).order_by("position"))
    assert len(visits) == 2
    assert visits[0].lead != visits[1].lead
    assert visits[0].ended_reason
    assert call.state == "filed"


def test_a_duplicate_is_struck_off_with_its_pointer(cast: Cast) -> None:
    first = lived(cast, story(cast))
    again = lived(cast, story(cast, "duplicate", reported_at=MORNING + timedelta(minutes=1)), of=first.number)
    assert again.state == "duplicate"
    assert again.duplicate_of == first


def test_what_is_new_goes_to_the_handbook_with_its_job(cast: Cast) -> None:
    call = lived(cast, story(cast, "handbook"))
    entry = Problem.objects.get(learned_on=f"{call.number}-1")
    assert entry.symptom == call.fault


@pytest.mark.parametrize(
    ("stop", "state"),
    [
        ("registered", "registered"),
        ("dispatched", "dispatched"),
        ("accepted", "accepted"),
        ("under_way", "under_way"),
        ("on_site", "on_site"),
        ("working", "on_site"),
        ("signed", "on_site"),
        ("done", "done"),
        ("received", "done"),
    ],
)
def test_a_story_stays_where_it_is_told_to(cast: Cast, stop: str, state: str) -> None:
    assert lived(cast, story(cast, stop=stop)).state == state


def test_a_story_ends_at_the_present(cast: Cast) -> None:
    call = lived(cast, story(cast), until=MORNING + timedelta(minutes=30))
    assert call.state == "under_way"
    assert timeline("call", call.number).last().at <= MORNING + timedelta(minutes=30)  # type: ignore[union-attr]


def test_a_squeezed_story_fits_into_clock_time_even_at_night(cast: Cast) -> None:
    night = at("2026-11-21 01:00")
    told = story(cast, reported_at=night, squeeze=0.1)
    call = lived(cast, told, until=night + timedelta(minutes=60))
    assert call.state == "filed"
    assert all(night <= entry.at <= night + timedelta(minutes=60) for entry in timeline("call", call.number))


def test_two_jobs_of_a_morning_go_to_two_people_or_one_after_the_other(cast: Cast) -> None:
    calls = [lived(cast, story(cast, dice_key=str(key))) for key in range(4)]
    visits = list(Visit.objects.filter(voucher__call__in=calls).order_by("lead_id", "set_out_at"))
    for earlier, later in pairwise(visits):
        if earlier.lead_id == later.lead_id and earlier.left_at and later.set_out_at:
            assert later.set_out_at >= earlier.left_at


def test_nobody_who_is_away_is_sent(cast: Cast) -> None:
    away = [hand for hand in cast.hands if not hand.there(NOW)]
    assert len(away) == 1
    sent = {cast.pick("monitor", at=NOW, dice=random.Random(key))[0].user for key in range(60)}
    assert away[0].user not in sent


def test_a_misfit_is_sent_with_a_reason(cast: Cast) -> None:
    picks = [cast.pick("software", at=NOW, dice=random.Random(key)) for key in range(400)]
    misfits = [reason for hand, reason in picks if "software" not in hand.skills]
    assert misfits
    assert all(misfits)
    assert all(not reason for hand, reason in picks if "software" in hand.skills)


def test_signatures_are_drawn_inside_their_field() -> None:
    for key in range(30):
        path = papers.strokes(random.Random(key))
        assert path.startswith("M")
        points = [(int(x), int(y)) for x, y in re.findall(r"[ML](\d+) (\d+)", path)]
        assert all(0 <= x <= 340 and 10 <= y <= 110 for x, y in points)


def test_everything_lived_here_passes_the_audit(cast: Cast) -> None:
    for turn in ("continued", "taken_away", "amended", "sent_back"):
        lived(cast, story(cast, turn))
    assert Signature.objects.filter(purpose="taken_away").exists()
    assert list(audit.verify()) == []
