"""The table of clauses: every carried one has its page, its command and the test that breaks it."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from tests.docs.naming import CHECKOUT, all_there, rows
from yinuo.policy.shipped import CLAUSES
from yinuo.policy.states import Carried

PAGE = CHECKOUT / "docs" / "develop" / "clauses.md"
COMMAND = re.compile(r"`(yinuo\.[\w.]+)\.(\w+)`")
TABLE = rows(PAGE.read_text("utf-8"), 4)


def test_every_carried_clause_has_a_row_and_no_other() -> None:
    carried = [key for key, clause in CLAUSES.items() if clause.carried is not Carried.NO]
    assert [row[0] for row in TABLE] == carried


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_its_command_and_its_test_are_there(row: list[str]) -> None:
    _, page, command, test = row
    found = COMMAND.fullmatch(command)
    assert found, command
    assert callable(getattr(import_module(found[1]), found[2], None)), command
    assert all_there(test), test
    assert page in (CHECKOUT / "docs" / "use" / "pages.en.md").read_text("utf-8")


def test_what_is_not_there_is_noticed() -> None:
    assert not all_there("`tests/docs/test_clauses.py::gone`")
    assert not all_there("nothing")
    assert rows("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 |", 2) == [["1", "2"]]
