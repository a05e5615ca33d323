"""Everything everywhere: no bad value anywhere makes the server fail, hang, or refuse without words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.badinput.attacks import Picked
from tests.badinput.case import told
from tests.matrix.routes import ROUTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.badinput.attacks import Attacker

pytestmark = pytest.mark.django_db
SHARES = 12
LONG_SHARES = 48


def attack(attacker: Attacker, share: slice, pick: Picked) -> Counter[str]:
    """Attack a share of the routes; the cases by kind. Fails with the findings."""
    found, counts = [], Counter[str]()
    for route in ROUTES[share]:
        for case in attacker.cases(route, pick):
            counts[case.kind] += 1
            outcome = attacker.sender.send(case)
            if outcome.wrong:
                found.append(outcome)
    assert not found, told(found)
    return counts


@pytest.mark.parametrize("share", range(SHARES))
def test_no_bad_value_is_too_much(
    attacker: Attacker, share: int, record_property: Callable[[str, object], None]
) -> None:
    counts = attack(attacker, slice(share, None, SHARES), Picked(2))
    record_property("cases", dict(counts))
    assert counts.total() >= 200


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("share", range(LONG_SHARES))
def test_no_bad_value_is_too_much_in_the_long_run(
    attacker: Attacker, share: int, record_property: Callable[[str, object], None]
) -> None:
    """Every value of the corpus in every place, more than 100,000 cases."""
    counts = attack(attacker, slice(share, None, LONG_SHARES), Picked(1000))
    record_property("cases", dict(counts))
    assert counts.total() >= 1000
