"""Whoever asks the policy for a number asks for one that exists."""

from __future__ import annotations

import re
from pathlib import Path

import yinuo
from yinuo.policy.shipped import CLAUSES, PARAMETERS
from yinuo.policy.states import REST_WORDS

SOURCE = Path(yinuo.__file__).parent
PLACES = "|".join(["[PGSD][0-9]+(?:[.][0-9]+)?", *REST_WORDS])
ASKED = re.compile(rf'"((?:{PLACES})\.[a-z_]+)"')
ANY_CLAUSE = re.compile(r'clause="([^"]+)"')


def asked(pattern: re.Pattern[str]) -> dict[str, str]:
    """Return every name the pattern finds in the packages above the policy, with the file it stands in."""
    files = [path for path in SOURCE.rglob("*.py") if "policy" not in path.parts]
    return {name: path.name for path in files for name in pattern.findall(path.read_text("utf-8"))}


def test_every_number_asked_for_exists():
    found = {name: place for name, place in asked(ASKED).items() if not name.endswith((".see", ".edit"))}
    known = {name for name in found if name in PARAMETERS}
    deeds = {name for name in found if name.split(".")[0] in REST_WORDS and name not in PARAMETERS}
    assert "G3.register_within" in known
    assert {name: found[name] for name in set(found) - known - deeds} == {}


def test_every_clause_named_exists():
    assert {name: place for name, place in asked(ANY_CLAUSE).items() if name not in CLAUSES} == {}
