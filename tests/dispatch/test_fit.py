"""Who fits a job, and why; read by people, decided by nobody's back (S1.3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import MORNING, World, build
from yinuo.calls.queries import register
from yinuo.dispatch.commands import Plan, dispatch
from yinuo.dispatch.queries import candidates
from yinuo.dispatch.rules import Known, Need, misfit, points, rank
from yinuo.lib.refusal import Invalid, NotFound
from yinuo.lib.words import w
from yinuo.people.commands import add_absence

DAY = date(2026, 11, 24)
NEED = Need("ct", w("CT", "CT"), certificate=True, day=DAY)
ALL = ("skill", "certificate", "distance", "load")


def known(**changed: object) -> Known:
    values = {"skills": {"ct": ("CT-1", None)}, "away": None, "jobs": 0, "metres": None, **changed}
    return Known(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("need", "person", "against"),
    [
        (NEED, known(), set()),
        (None, known(skills={}), set()),
        (NEED, known(skills={}), {"skill", "certificate"}),
        (NEED, known(skills={"mri": ("M-1", None)}), {"skill", "certificate"}),
        (NEED, known(skills={"ct": ("", None)}), {"certificate"}),
        (NEED, known(skills={"ct": ("CT-1", date(2026, 11, 23))}), {"certificate"}),
        (NEED, known(skills={"ct": ("CT-1", date(2026, 11, 24))}), set()),
        (Need("ct", w("CT", "CT"), certificate=False, day=DAY), known(skills={"ct": ("", None)}), set()),
        (NEED, known(away="病假"), {"absent"}),
        (None, known(away="病假", jobs=9, metres=90_000), {"absent"}),
    ],
)
def test_what_speaks_against_a_person(need: Need | None, person: Known, against: set[str]) -> None:
    told = points(need, person, consider=ALL)
    assert {point.code for point in told if not point.fits} == against
    assert misfit(told) is bool(against)
    assert all(point.words.zh and point.words.en for point in told)


@pytest.mark.parametrize("left_out", ALL)
def test_a_company_decides_what_is_considered(left_out: str) -> None:
    consider = [each for each in ALL if each != left_out]
    told = points(NEED, known(skills={}, metres=1200), consider=consider)
    assert left_out not in {point.code for point in told}


@given(jobs=st.integers(0, 20), other=st.integers(0, 20))
def test_who_fits_comes_before_who_has_less_to_do(jobs: int, other: int) -> None:
    fitting, unfit = known(jobs=jobs), known(jobs=other, skills={})
    first = rank(points(NEED, fitting, consider=ALL), fitting)
    assert first < rank(points(NEED, unfit, consider=ALL), unfit)


def test_of_two_who_fit_the_less_loaded_then_the_nearer() -> None:
    people = [known(jobs=2), known(jobs=1, metres=900), known(jobs=1, metres=100)]
    ordered = sorted(people, key=lambda person: rank(points(NEED, person, consider=ALL), person))
    assert ordered == [people[2], people[1], people[0]]


@pytest.mark.django_db
class TestCandidates:
    @pytest.fixture
    def world(self) -> World:
        return build()

    def listed(self, world: World, number: str) -> list[tuple[str, bool]]:
        call = register.whole(type(world.register()).objects.filter(number=number)).get()
        return [(each.user.username, each.misfit) for each in candidates(call, at=MORNING)]

    def test_those_of_the_branch_the_fitting_first(self, world: World) -> None:
        listed = self.listed(world, world.register().number)
        assert listed[0] == ("technician", False)
        assert {name for name, unfit in listed if unfit} == {"second_technician", "after_sales_staff"}
        assert "other_technician" not in dict(listed)

    def test_an_absent_one_does_not_fit(self, world: World) -> None:
        ends = MORNING + timedelta(hours=8)
        add_absence(user=world.people["technician"], starts_at=MORNING, ends_at=ends, reason="培训")
        assert dict(self.listed(world, world.register().number))["technician"] is True

    def test_queries_stay_the_same_however_many_people(
        self, world: World, django_assert_num_queries: object
    ) -> None:
        from yinuo.people.commands import add_user

        call = register.whole(type(world.register()).objects).get()
        candidates(call, at=MORNING)
        for rounds in range(2):
            with django_assert_num_queries(4):  # type: ignore[operator]
                candidates(call, at=MORNING)
            for count in range(10):
                name = f"more-{rounds}-{count}"
                add_user(
                    username=name,
                    name="多",
                    password="x",
                    roles=["technician"],
                    branch=world.branch,
                    checked=False,
                )

    @pytest.mark.parametrize("username", ["", "nobody", "other_technician", "clerk"])
    def test_an_unknown_technician_is_refused_by_field(self, world: World, username: str) -> None:
        call = world.register()
        with pytest.raises(Invalid) as refusal:
            dispatch(
                number=call.number,
                version=None,
                plan=Plan(technician=username),
                deed=world.deed("supervisor"),
            )
        assert "technician" in refusal.value.fields

    def test_an_unknown_call_is_not_found(self, world: World) -> None:
        plan = Plan(technician="technician")
        with pytest.raises(NotFound):
            dispatch(number="SH-1", version=None, plan=plan, deed=world.deed("supervisor"))

    def test_the_reasons_are_kept_with_the_visit(self, world: World) -> None:
        call = world.register()
        world.dispatch(call)
        fit = world.voucher(call).visits.get().fit
        assert {point["code"] for point in fit} == {"skill", "certificate", "load"}
        assert all(point["zh"] and point["en"] for point in fit)

    def test_helpers_go_along_and_the_lead_stays_answerable(self, world: World) -> None:
        call = world.register()
        world.dispatch(call, helpers=("second_technician", "technician"))
        visit = world.voucher(call).visits.get()
        assert [helper.user.username for helper in visit.helpers.all()] == ["second_technician"]
        assert visit.lead.username == "technician"
