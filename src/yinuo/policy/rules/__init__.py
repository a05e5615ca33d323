"""Pure rules of the policy: typed values, values in words, steps, and the policy of an instant."""

from __future__ import annotations

from yinuo.policy.rules.book import Clause, Issue, Policy, composed, contradictions, judge
from yinuo.policy.rules.saying import brief, describe, told
from yinuo.policy.rules.steps import Step
from yinuo.policy.rules.values import Value, checked, typed

__all__ = [
    "Clause",
    "Issue",
    "Policy",
    "Step",
    "Value",
    "brief",
    "checked",
    "composed",
    "contradictions",
    "describe",
    "judge",
    "told",
    "typed",
]
