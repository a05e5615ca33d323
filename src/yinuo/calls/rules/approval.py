"""Which requests need a named yes before dispatch (S1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.calls.states import KIND_WORDS, Kind
from yinuo.lib.words import Words, w

if TYPE_CHECKING:
    from decimal import Decimal

    from yinuo.policy.queries import Policy


def needed(
    policy: Policy,
    *,
    kind: Kind,
    expected_cost: Decimal | None,
    free_outside_cover: bool,
    outside_region: bool,
) -> Words | None:
    """Return why the policy wants a named yes first; None for an ordinary request."""
    if kind in policy.listed("S1.2.kinds"):
        return w("规章规定「{kind}」要先批准", "the policy wants a yes first for {kind}").format(
            kind=KIND_WORDS[kind]
        )
    circumstances = policy.listed("S1.2.circumstances")
    if free_outside_cover and "free_outside_cover" in circumstances:
        return w("保修与合同之外免费", "free of charge outside cover")
    if outside_region and "outside_region" in circumstances:
        return w("在本分公司区域之外", "outside the branch's region")
    limit = policy.money("S1.2.cost_above")
    if limit is not None and expected_cost is not None and expected_cost > limit:
        return w("预计费用超过 {limit} 元", "expected cost above {limit} yuan").format(limit=limit)
    return None
