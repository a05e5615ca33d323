"""The life of a call from the telephone to the filed voucher, through the commands."""

from __future__ import annotations

import pytest

from tests.world import World, at
from yinuo.duties.models import Duty
from yinuo.journal import audit
from yinuo.journal.queries import timeline

pytestmark = pytest.mark.django_db


def test_an_ordinary_life_keeps_every_promise_and_leaves_one_timeline(world: World) -> None:
    call = world.register(when=at("2026-11-24 10:35"))
    assert call.number == "SH-20261124-0001"
    assert call.arrival_due_at == at("2026-11-25 09:05")
    world.finish(call, when=at("2026-11-24 11:00"))
    filed = world.file(call, when=at("2026-11-25 09:00"))
    assert filed.state == "filed"
    verbs = [entry.verb for entry in timeline("call", call.number)]
    assert verbs == [
        "registered",
        "dispatched",
        "accepted",
        "set_out",
        "arrived",
        "recorded",
        "signed",
        "left",
        "filed",
    ]
    states = {duty.clause: duty.state for duty in Duty.objects.all()}
    assert states == {"G3": "met", "G14": "met", "S2.4": "met", "S2.2": "met", "G4": "met", "S1.8": "met"}
    assert list(audit.verify()) == []
