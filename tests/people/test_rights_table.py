"""The table of rights written a second time, by hand: who may do what, and how far it reaches."""

from __future__ import annotations

import pytest

from yinuo.people.rights import DEEDS, RIGHTS, ROLES, SCOPE_WORDS, Scope, reach

COLUMNS = (
    "clerk",
    "supervisor",
    "technician",
    "branch_manager",
    "accountant",
    "service_department",
    "vice_president",
    "sales_director",
    "sales_manager",
    "salesperson",
    "committee",
    "team_leader",
    "after_sales_staff",
    "administrator",
    "auditor",
)
LETTERS = {"-": None, "o": Scope.OWN, "b": Scope.BRANCH, "A": Scope.ALL}
# Each letter is a role, in the order of COLUMNS: o own, b the branch's, A all, - not at all.
TABLE = {
    "call.see": "bbobb AAAA--AoAA",
    "call.register": "bb--- --------A-",
    "call.change": "bb--- --------A-",
    "call.approve": "-b-b- --------A-",
    "call.dispatch": "-b--- --------A-",
    "call.file": "bb--- --------A-",
    "day.close": "bb--- --------A-",
    "voucher.work": "--o-- -------oA-",
    "voucher.amend": "-bo-- -------oA-",
    "signature.confirm": "-b--- A-------A-",
    "escalation.solve": "-b-b- A-----A-A-",
    "injury.assess": "----- A-------A-",
    "customer.see": "bbbbb AAAAAAAbAA",
    "customer.edit": "bb--- --------A-",
    "device.see": "bbbb- AAAAA-AbAA",
    "device.edit": "bb--- --------A-",
    "ledger.see": "bbobb AA----AoAA",
    "duty.see": "bbob- AAA--AAoAA",
    "duty.excuse": "---b- AA------A-",
    "journal.see": "-b-b- AA------AA",
    "handbook.see": "AAAAA AAAAAAAAAA",
    "handbook.write": "-AA-- A-----AAA-",
    "policy.see": "AAAAA AAAAAAAAAA",
    "people.see": "bb-b- AA------AA",
    "people.edit": "----- --------A-",
    "calendar.edit": "----- --------A-",
    "export": "bb-b- AA------AA",
}


def test_the_table_names_every_role_and_deed() -> None:
    assert set(COLUMNS) == set(ROLES) == set(RIGHTS)
    assert list(TABLE) == list(DEEDS)
    assert {len(row.replace(" ", "")) for row in TABLE.values()} == {len(COLUMNS)}


@pytest.mark.parametrize("deed", TABLE)
def test_who_may_and_how_far(deed: str) -> None:
    row = TABLE[deed].replace(" ", "")
    told = {role: LETTERS[letter] for role, letter in zip(COLUMNS, row, strict=True)}
    assert {role: reach(frozenset([role]), deed) for role in COLUMNS} == told


@pytest.mark.parametrize(
    ("roles", "deed", "scope"),
    [
        (("technician", "clerk"), "call.see", Scope.BRANCH),
        (("technician", "auditor"), "call.see", Scope.ALL),
        (("technician", "auditor"), "voucher.work", Scope.OWN),
        (("clerk", "supervisor"), "call.dispatch", Scope.BRANCH),
        (("clerk", "accountant"), "call.dispatch", None),
        (("accountant", "salesperson"), "device.see", Scope.ALL),
        (("king",), "policy.see", None),
        (("king", "clerk"), "policy.see", Scope.ALL),
        ((), "policy.see", None),
    ],
)
def test_of_several_roles_the_farthest_reach_counts(
    roles: tuple[str, ...], deed: str, scope: Scope | None
) -> None:
    assert reach(frozenset(roles), deed) is scope


def test_who_dispatches_closes_and_files_knows_the_calls() -> None:
    """Whoever may do something to a call can see it, at least as far."""
    for role, rights in RIGHTS.items():
        for deed in ("call.register", "call.change", "call.approve", "call.dispatch", "call.file"):
            if deed in rights:
                assert rights["call.see"] >= rights[deed], (role, deed)


@pytest.mark.parametrize(
    ("change", "look"),
    [
        ("customer.edit", "customer.see"),
        ("device.edit", "device.see"),
        ("handbook.write", "handbook.see"),
        ("people.edit", "people.see"),
        ("duty.excuse", "duty.see"),
        ("voucher.work", "call.see"),
    ],
)
def test_who_changes_something_sees_it_as_far(change: str, look: str) -> None:
    for role, rights in RIGHTS.items():
        if change in rights:
            assert rights[look] >= rights[change], role


@pytest.mark.parametrize(
    ("scope", "zh", "en"),
    [(Scope.OWN, "本人", "own"), (Scope.BRANCH, "本分公司", "branch"), (Scope.ALL, "全部", "all")],
)
def test_a_reach_has_words(scope: Scope, zh: str, en: str) -> None:
    assert (SCOPE_WORDS[scope].zh, SCOPE_WORDS[scope].en) == (zh, en)


def test_words_of_roles_and_deeds_are_told_apart_in_both_languages() -> None:
    for words in (ROLES, DEEDS):
        assert len({each.zh for each in words.values()}) == len(words)
        assert len({each.en for each in words.values()}) == len(words)
        assert all(each.en.isascii() for each in words.values())
