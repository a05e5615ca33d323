"""Plans of dispatchers: who may lead and help, what a misfit needs, where somebody was last seen."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.world import MORNING, World, at, build
from yinuo.calls.models import Visit
from yinuo.customers.models import Site
from yinuo.devices.models import Device, ProductModel
from yinuo.dispatch.commands import Plan, assignment, dispatch, hand_over
from yinuo.dispatch.queries import SEEN_WITHIN, candidates, last_places, needed, position
from yinuo.lib import geo
from yinuo.lib.refusal import Conflict, Invalid, NotFound, Refused
from yinuo.people.commands import add_absence
from yinuo.people.models import PersonSkill

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


def sent(world: World, number: str, *, version: int | None = None, **plan: Any) -> Any:
    plan = {"technician": "technician", "tools": ("万用表",), **plan}
    deed = world.deed("supervisor")
    return dispatch(number=number, version=version, plan=Plan(**plan), deed=deed)


class TestDispatching:
    @pytest.mark.parametrize(
        ("plan", "field", "code"),
        [
            ({"technician": "nobody"}, "technician", "unknown_technician"),
            ({"technician": "other_technician"}, "technician", "unknown_technician"),
            ({"technician": "TECHNICIAN"}, "technician", "unknown_technician"),
            ({"technician": "supervisor"}, "technician", "unknown_technician"),
            ({"helpers": ("nobody",)}, "helpers", "unknown_technician"),
            ({"helpers": ("second_technician", "clerk")}, "helpers", "unknown_technician"),
            ({"helpers": ("other_technician",)}, "helpers", "unknown_technician"),
        ],
    )
    def test_whom_the_branch_does_not_have_is_said_at_the_field(
        self, world: World, plan: dict[str, Any], field: str, code: str
    ) -> None:
        call = world.register()
        with pytest.raises(Invalid) as refusal:
            sent(world, call.number, **plan)
        assert (refusal.value.code, set(refusal.value.fields)) == (code, {field})
        assert refusal.value.fields[field].zh == "本分公司没有这位技术员。"
        assert refusal.value.fields[field].en == "The branch has no such technician."
        assert not Visit.objects.exists()

    @pytest.mark.parametrize(
        ("plan", "named"), [({"technician": "second_technician"}, "reason"), ({"tools": ()}, "tools")]
    )
    def test_a_misfit_needs_a_reason_and_a_breakdown_its_tools(
        self, world: World, plan: dict[str, Any], named: str
    ) -> None:
        call = world.register()
        with pytest.raises(Invalid) as refusal:
            sent(world, call.number, **plan)
        assert any(named in field for field in refusal.value.fields)
        assert not Visit.objects.exists()

    def test_a_misfit_with_a_reason_goes_and_the_reason_stays(self, world: World) -> None:
        call = world.register()
        sent(world, call.number, technician="second_technician", reason="有证的都在外面")
        assert Visit.objects.get().lead.username == "second_technician"

    @pytest.mark.parametrize("number", ["", "SH-20261124-9999", "sh-20261124-0001"])
    def test_an_unknown_call_is_not_found(self, world: World, number: str) -> None:
        world.register()
        with pytest.raises(NotFound):
            sent(world, number)

    @pytest.mark.parametrize("off", [-1, 1, 5])
    def test_another_version_is_a_conflict(self, world: World, off: int) -> None:
        call = world.register()
        with pytest.raises(Conflict):
            sent(world, call.number, version=call.version + off)
        assert sent(world, call.number, version=call.version).state == "dispatched"

    def test_the_plan_is_kept_with_the_visit(self, world: World) -> None:
        call, starts = world.register(), at("2026-11-24 10:00")
        sent(world, call.number, planned_start=starts, tools=("万用表", "备用电池"))
        visit = Visit.objects.get()
        assert (visit.planned_start, list(visit.tools)) == (starts, ["万用表", "备用电池"])

    def test_nobody_helps_oneself(self, world: World) -> None:
        plan = Plan("technician", helpers=("technician", "second_technician"))
        found = assignment(world.register(), plan, at=MORNING)
        assert [user.username for user in found.helpers] == ["second_technician"]

    @pytest.mark.parametrize(
        ("who", "misfit"), [("technician", False), ("second_technician", True), ("after_sales_staff", True)]
    )
    def test_whether_the_lead_fits_is_judged_not_told(self, world: World, who: str, misfit: bool) -> None:
        found = assignment(world.register(), Plan(who), at=MORNING)
        assert (found.lead.username, found.misfit) == (who, misfit)
        assert any(not point["fits"] for point in found.fit) is misfit


class TestHandingOver:
    def test_the_job_goes_to_another_with_a_reason(self, world: World) -> None:
        call = world.register()
        world.to_site(call)
        plan = Plan("second_technician", reason="家里有急事")
        hand_over(voucher=f"{call.number}-1", version=None, plan=plan, deed=world.deed("supervisor"))
        visits = Visit.objects.order_by("id")
        assert [(visit.lead.username, visit.current) for visit in visits] == [
            ("technician", False),
            ("second_technician", True),
        ]

    @pytest.mark.parametrize("reason", ["", "  ", "\u3000"])
    def test_without_a_reason_it_stays(self, world: World, reason: str) -> None:
        call = world.register()
        world.to_site(call)
        with pytest.raises(Invalid) as refusal:
            hand_over(
                voucher=f"{call.number}-1",
                version=None,
                plan=Plan("second_technician", reason=reason),
                deed=world.deed("supervisor"),
            )
        assert "reason" in refusal.value.fields
        assert Visit.objects.get().lead.username == "technician"

    def test_what_nobody_has_is_not_handed_over(self, world: World) -> None:
        call = world.register()
        plan = Plan("second_technician", reason="x")
        with pytest.raises(Refused):
            hand_over(voucher=f"{call.number}-1", version=None, plan=plan, deed=world.deed("supervisor"))

    @pytest.mark.parametrize("voucher", ["", "x", "SH-20261124-0009-1"])
    def test_an_unknown_voucher_is_not_found(self, world: World, voucher: str) -> None:
        plan = Plan("second_technician", reason="x")
        with pytest.raises(NotFound):
            hand_over(voucher=voucher, version=None, plan=plan, deed=world.deed("supervisor"))


class TestNeed:
    def test_the_skill_of_the_device_on_the_local_day(self, world: World) -> None:
        need = needed(world.register(), at=at("2026-11-25 00:30"))
        assert need is not None
        assert (need.skill, need.certificate, need.day) == ("ct", True, date(2026, 11, 25))

    def test_a_model_without_a_skill_asks_for_none(self, world: World) -> None:
        ProductModel.objects.update(skill=None)
        world.device = Device.objects.get(pk=world.device.pk)
        assert needed(world.register(), at=MORNING) is None

    @pytest.mark.parametrize(
        ("until", "fits"),
        [
            (None, True),
            (date(2026, 11, 24), True),
            (date(2026, 11, 23), False),
            (date(2030, 1, 1), True),
        ],
    )
    def test_a_certificate_that_has_ended_speaks_against(
        self, world: World, until: date | None, fits: bool
    ) -> None:
        PersonSkill.objects.update(certificate_until=until)
        listed = {each.user.username: each.misfit for each in candidates(world.register(), at=MORNING)}
        assert listed["technician"] is not fits

    @pytest.mark.parametrize(
        ("starts", "ends", "away"), [(-60, 60, True), (0, 1, True), (1, 60, False), (-60, 0, False)]
    )
    def test_who_is_away_at_the_instant(self, world: World, starts: int, ends: int, away: bool) -> None:
        add_absence(
            user=world.people["technician"],
            starts_at=MORNING + timedelta(minutes=starts),
            ends_at=MORNING + timedelta(minutes=ends),
        )
        found = {each.user.username: each for each in candidates(world.register(), at=MORNING)}["technician"]
        assert ("absent" in {point.code for point in found.points}) is away


class TestPlaces:
    @pytest.mark.parametrize(
        ("latitude", "longitude", "place"),
        [
            (None, None, None),
            (Decimal("31.2"), None, None),
            (None, Decimal("121.4"), None),
            (Decimal("31.2"), Decimal("121.4"), geo.Point(31.2, 121.4)),
            (Decimal(0), Decimal(0), geo.Point(0.0, 0.0)),
        ],
    )
    def test_a_position_is_known_whole_or_not_at_all(
        self, latitude: Decimal | None, longitude: Decimal | None, place: geo.Point | None
    ) -> None:
        assert position(Site(latitude=latitude, longitude=longitude)) == place

    @pytest.mark.parametrize(
        ("now", "seen"),
        [
            (MORNING, True),
            (MORNING + SEEN_WITHIN - timedelta(seconds=1), True),
            (MORNING + SEEN_WITHIN, False),
            (MORNING - timedelta(seconds=1), False),
        ],
    )
    def test_where_somebody_arrived_counts_for_some_hours(
        self, world: World, now: datetime, seen: bool
    ) -> None:
        world.to_site(world.register())
        Visit.objects.update(latitude=Decimal("31.2"), longitude=Decimal("121.4"))
        technician = world.people["technician"]
        places = last_places([technician], at=now)
        assert places == ({technician.pk: geo.Point(31.2, 121.4)} if seen else {})

    def test_without_an_own_position_the_site_counts(self, world: World) -> None:
        world.to_site(world.register())
        technician = world.people["technician"]
        assert last_places([technician], at=MORNING) == {}
        Site.objects.update(latitude=Decimal("31.3"), longitude=Decimal("121.5"))
        assert last_places([technician], at=MORNING) == {technician.pk: geo.Point(31.3, 121.5)}
        assert last_places([], at=MORNING) == {}
