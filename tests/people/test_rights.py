"""The one table of rights, and the people it is about."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import MORNING, World, build
from yinuo.lib.refusal import Invalid, NotAllowed, NotFound
from yinuo.people import access, commands, queries
from yinuo.people.models import Token
from yinuo.people.queries.proofs import password_fits
from yinuo.people.rights import DEEDS, RIGHTS, ROLES, SCOPE_WORDS, Scope, reach

NEVER_WRITES = [deed for deed in DEEDS if not deed.endswith(".see") and deed != "export"]


def test_every_role_has_rights_over_known_deeds_only() -> None:
    assert set(RIGHTS) == set(ROLES)
    assert all(deed in DEEDS for held in RIGHTS.values() for deed in held)
    assert set(SCOPE_WORDS) == set(Scope)


@pytest.mark.parametrize("role", list(ROLES))
def test_everybody_reads_policy_and_handbook(role: str) -> None:
    assert reach(frozenset([role]), "policy.see") is Scope.ALL
    assert reach(frozenset([role]), "handbook.see") is Scope.ALL


@pytest.mark.parametrize("deed", list(DEEDS))
def test_the_administrator_may_do_everything_the_auditor_reads_all(deed: str) -> None:
    assert reach(frozenset(["administrator"]), deed) is Scope.ALL
    if deed.endswith(".see"):
        assert reach(frozenset(["auditor"]), deed) is Scope.ALL


@pytest.mark.parametrize("deed", NEVER_WRITES)
def test_the_auditor_changes_nothing(deed: str) -> None:
    assert reach(frozenset(["auditor"]), deed) is None


@given(st.sets(st.sampled_from(list(ROLES))), st.sampled_from(list(ROLES)), st.sampled_from(list(DEEDS)))
def test_one_role_more_never_takes_a_right_away(roles: set[str], more: str, deed: str) -> None:
    before = reach(frozenset(roles), deed)
    after = reach(frozenset(roles | {more}), deed)
    assert before is None or (after is not None and after >= before)


def test_no_role_no_right() -> None:
    assert all(reach(frozenset(), deed) is None for deed in DEEDS)


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.mark.parametrize(
    ("who", "deed", "there", "own", "may"),
    [
        ("clerk", "call.register", True, False, True),
        ("clerk", "call.register", False, False, False),
        ("clerk", "call.dispatch", True, False, False),
        ("technician", "voucher.work", True, True, True),
        ("technician", "voucher.work", True, False, False),
        ("service_department", "call.see", False, False, True),
        ("clerk", "call.see", False, True, False),
    ],
)
def test_own_branch_all(world: World, who: str, deed: str, there: bool, own: bool, may: bool) -> None:
    branch = world.branch if there else world.other
    assert access.may(world.people[who], deed, branch_id=branch.pk, own=own) is may
    if not may:
        with pytest.raises(NotAllowed) as refusal:
            access.require(world.people[who], deed, branch_id=branch.pk, own=own)
        assert DEEDS[deed].zh in str(refusal.value)


def test_an_unknown_deed_is_a_mistake_not_a_no(world: World) -> None:
    with pytest.raises(KeyError):
        access.scope(world.clerk, "call.sing")


def test_branches_a_right_reaches_to(world: World) -> None:
    assert list(access.branches(world.clerk, "call.see")) == [world.branch]
    assert set(access.branches(world.people["auditor"], "call.see")) == {world.branch, world.other}
    assert not access.branches(world.people["salesperson"], "call.see").exists()


class TestUsers:
    def add(self, world: World, **changed: object) -> object:
        values = {
            "username": "liu",
            "name": "柳眉",
            "password": "一句很长很长而且没人猜得到的话",
            "roles": ["clerk"],
            "branch": world.branch,
            **changed,
        }
        return commands.add_user(**values)

    def test_a_name_sorts_by_its_pinyin(self, world: World) -> None:
        self.add(world)
        assert queries.user_named("liu").name_key == "liu mei"
        assert queries.user_named("liu").holds("clerk")

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"username": "clerk"}, "username"),
            ({"roles": ["king"]}, "roles"),
            ({"password": "short"}, "password"),
            ({"password": "passwordpassword"}, "password"),
            ({"password": "drei Gänse im Weizen"}, ""),
        ],
    )
    def test_bad_input_is_refused_by_field(
        self, world: World, changed: dict[str, object], field: str
    ) -> None:
        if field:
            with pytest.raises(Invalid) as refusal:
                self.add(world, **changed)
            assert field in refusal.value.fields
        else:
            self.add(world, **changed)

    def test_an_unknown_user_is_not_found(self, world: World) -> None:
        with pytest.raises(NotFound):
            queries.user_named("nobody")

    def test_a_password_fits_only_its_user_and_nobody_fits_nobody(self, world: World) -> None:
        self.add(world)
        user = queries.user_named("liu")
        assert password_fits(user, "一句很长很长而且没人猜得到的话")
        assert not password_fits(user, "别的话")
        assert not password_fits(None, "nobody has this password")


class TestTokens:
    def test_only_the_digest_is_kept_and_it_ends(self, world: World) -> None:
        secret = commands.add_token(user=world.clerk, days=30, at=MORNING)
        token = Token.objects.get()
        assert secret.startswith("yn_")
        assert secret not in (token.digest, token.name)
        assert token.digest == commands.digest(secret)
        assert token.ends_at == MORNING + timedelta(days=30)

    @pytest.mark.parametrize("days", [0, -1, 3651, 10**9])
    def test_impossible_days_are_refused(self, world: World, days: int) -> None:
        with pytest.raises(Invalid):
            commands.add_token(user=world.clerk, days=days, at=MORNING)


class TestAbsences:
    def test_an_absence_that_ends_before_it_starts_is_refused(self, world: World) -> None:
        with pytest.raises(Invalid) as refusal:
            commands.add_absence(user=world.clerk, starts_at=MORNING, ends_at=MORNING)
        assert "ends_at" in refusal.value.fields

    @pytest.mark.parametrize(("hours", "away"), [(-1, False), (0, True), (7, True), (8, False)])
    def test_it_holds_from_its_start_until_just_before_its_end(
        self, world: World, hours: int, away: bool
    ) -> None:
        ends = MORNING + timedelta(hours=8)
        commands.add_absence(user=world.clerk, starts_at=MORNING, ends_at=ends)
        assert (queries.absence(world.clerk.pk, MORNING + timedelta(hours=hours)) is not None) is away


def test_holders_of_a_role_at_a_branch_and_at_head_office(world: World) -> None:
    assert list(queries.holders("supervisor", world.branch.pk)) == [world.people["supervisor"]]
    assert list(queries.holders("supervisor", world.other.pk)) == []
    assert list(queries.holders("service_department", world.other.pk)) == [world.people["service_department"]]


def test_zone_and_post_of_a_person(world: World) -> None:
    assert str(queries.zone_of(world.clerk)) == "Asia/Shanghai"
    assert str(queries.zone_of(world.people["auditor"])) == "Asia/Shanghai"
    assert queries.post_of(world.clerk).said("en") == "clerk"


def test_an_unknown_branch_is_refused_by_field(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        queries.branch("XX")
    assert "branch" in refusal.value.fields
