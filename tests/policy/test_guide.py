"""The guide says what the policy says, clause by clause, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.policy_guide import guide
from yinuo.policy.shipped import CLAUSES, PARAMETERS
from yinuo.policy.states import Kind

FOLDER = Path(__file__).parents[2] / "docs" / "use"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_guide_is_the_policy_as_it_ships(language):
    assert (FOLDER / f"policy.{language}.md").read_text("utf-8") == guide(language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_guide_has_every_clause_and_every_number(language):
    text = guide(language)
    assert [line[4:] for line in text.splitlines() if line.startswith("### ")] == list(CLAUSES)
    single = [key for key, parameter in PARAMETERS.items() if parameter.kind is not Kind.STEPS]
    assert all(text.count(f"| `{key}` |") == 1 for key in single)


def test_the_guide_claims_no_more_than_runs():
    text = guide("en")
    assert text.count("**carried out by the system**") == 19
    assert text.count("**carried out in part**") == 3
    assert (
        text.count(
            "**not carried out by the system yet**: Nothing in the product does it yet; no duty opens."
        )
        == 38
    )
