"""Who may see and do what with calls and vouchers: own, branch, all; foreign looks like absent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yinuo.calls import access, commands
from yinuo.calls.models import Visit
from yinuo.calls.queries import jobs
from yinuo.lib.refusal import NotAllowed, NotFound
from yinuo.people.models import Holding

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.django_db
SEE_ALL = (
    "service_department",
    "vice_president",
    "auditor",
    "administrator",
    "sales_director",
    "team_leader",
)
SEE_BRANCH = ("clerk", "supervisor", "branch_manager", "accountant")
SEE_NONE = ("salesperson", "committee")


@pytest.fixture
def number(world: World) -> str:
    """A call that the technician works on."""
    call = world.register()
    world.to_site(call)
    return call.number


class TestSeeing:
    @pytest.mark.parametrize("who", [*SEE_ALL, *SEE_BRANCH, "technician"])
    def test_who_sees_the_call_and_its_voucher(self, world: World, number: str, who: str) -> None:
        user = world.people[who]
        assert access.call_for(user, number).number == number
        assert access.voucher_for(user, f"{number}-1").number == f"{number}-1"
        assert access.visible(user).filter(number=number).exists()

    @pytest.mark.parametrize(
        "who", ["other_clerk", "other_technician", "second_technician", "after_sales_staff"]
    )
    def test_foreign_is_the_same_as_absent(self, world: World, number: str, who: str) -> None:
        user = world.people[who]
        for ask, real, absent in (
            (access.call_for, number, "SH-19990101-0001"),
            (access.voucher_for, f"{number}-1", "SH-19990101-0001-1"),
        ):
            with pytest.raises(NotFound) as foreign:
                ask(user, real)
            with pytest.raises(NotFound) as missing:
                ask(user, absent)
            assert (foreign.value.code, foreign.value.words) == (missing.value.code, missing.value.words)

    @pytest.mark.parametrize("who", SEE_NONE)
    def test_some_roles_see_no_call_at_all(self, world: World, number: str, who: str) -> None:
        with pytest.raises(NotAllowed):
            access.call_for(world.people[who], number)

    def test_a_helper_sees_the_job(self, world: World) -> None:
        call = world.register()
        world.dispatch(call, helpers=("second_technician",))
        assert access.call_for(world.people["second_technician"], call.number) == call

    def test_who_handed_over_still_sees_what_they_did(self, world: World) -> None:
        call = world.register()
        world.dispatch(call)
        world.dispatch(call, to="second_technician", reason="近")
        assert access.call_for(world.people["technician"], call.number) == call


class TestDoing:
    @pytest.mark.parametrize(
        ("who", "deed", "may"),
        [
            ("clerk", "call.change", True),
            ("clerk", "call.file", True),
            ("clerk", "call.dispatch", False),
            ("clerk", "call.approve", False),
            ("supervisor", "call.dispatch", True),
            ("supervisor", "signature.confirm", True),
            ("branch_manager", "call.approve", True),
            ("branch_manager", "call.dispatch", False),
            ("service_department", "injury.assess", True),
            ("service_department", "call.change", False),
            ("auditor", "call.change", False),
            ("technician", "call.change", False),
            ("accountant", "call.file", False),
            ("administrator", "call.dispatch", True),
        ],
    )
    def test_a_deed_on_a_call(self, world: World, number: str, who: str, deed: str, may: bool) -> None:
        user = world.people[who]
        for ask in (access.call_for, access.check_call):
            if may:
                ask(user, number, deed)
                continue
            with pytest.raises(NotAllowed):
                ask(user, number, deed)

    @pytest.mark.parametrize(
        ("who", "works"),
        [("technician", True), ("administrator", True), ("supervisor", False), ("clerk", False)],
    )
    def test_only_the_lead_works_on_a_voucher(self, world: World, number: str, who: str, works: bool) -> None:
        user = world.people[who]
        for ask in (access.voucher_to_work_on, access.check_work):
            if works:
                ask(user, f"{number}-1")
                continue
            with pytest.raises(NotAllowed):
                ask(user, f"{number}-1")

    def test_a_helper_books_time_but_does_not_lead(self, world: World) -> None:
        call = world.register()
        world.dispatch(call, helpers=("second_technician",))
        with pytest.raises(NotAllowed):
            access.check_work(world.people["second_technician"], f"{call.number}-1")

    def test_who_was_replaced_no_longer_works_on_it(self, world: World) -> None:
        call = world.register()
        world.dispatch(call)
        world.dispatch(call, to="second_technician", reason="近")
        with pytest.raises(NotAllowed):
            access.check_work(world.people["technician"], f"{call.number}-1")
        access.check_work(world.people["second_technician"], f"{call.number}-1")

    @pytest.mark.parametrize(("who", "may"), [("supervisor", True), ("technician", True), ("clerk", False)])
    def test_handing_over_is_for_the_lead_and_the_dispatcher(
        self, world: World, number: str, who: str, may: bool
    ) -> None:
        if may:
            access.check_handing_over(world.people[who], f"{number}-1")
            return
        with pytest.raises(NotAllowed):
            access.check_handing_over(world.people[who], f"{number}-1")

    @pytest.mark.parametrize(("who", "may"), [("clerk", True), ("technician", True), ("accountant", False)])
    def test_adding_files_is_for_who_works_and_who_files(
        self, world: World, number: str, who: str, may: bool
    ) -> None:
        if may:
            access.check_adding(world.people[who], f"{number}-1")
            return
        with pytest.raises(NotAllowed):
            access.check_adding(world.people[who], f"{number}-1")

    def test_a_second_role_adds_its_rights(self, world: World, number: str) -> None:
        clerk = world.people["clerk"]
        Holding.objects.create(user=clerk, role="supervisor")
        vars(clerk).pop("roles", None)
        access.check_call(clerk, number, "call.dispatch")

    def test_a_second_role_does_not_reach_another_branch(self, world: World, number: str) -> None:
        """A reader of all branches who dispatches at one must not dispatch at another."""
        user = world.people["other_clerk"]
        Holding.objects.create(user=user, role="auditor")
        Holding.objects.create(user=user, role="supervisor")
        vars(user).pop("roles", None)
        assert access.call_for(user, number).number == number
        with pytest.raises(NotAllowed):
            access.check_call(user, number, "call.dispatch")


class TestLedger:
    @pytest.mark.parametrize(
        ("who", "lines"),
        [
            ("technician", 1),
            ("second_technician", 0),
            ("clerk", 1),
            ("other_clerk", 0),
            ("service_department", 1),
        ],
    )
    def test_whose_lines(self, world: World, number: str, who: str, lines: int) -> None:
        assert access.ledger_lines(world.people[who], Visit.objects.all()).count() == lines

    @pytest.mark.parametrize("who", ["salesperson", "committee", "sales_manager"])
    def test_who_sees_no_ledger(self, world: World, number: str, who: str) -> None:
        with pytest.raises(NotAllowed):
            access.ledger_lines(world.people[who], Visit.objects.all())


def test_files_are_kept_by_the_hash_of_their_bytes(world: World, number: str) -> None:
    from yinuo.calls.commands.files import Upload

    upload = Upload("photo", "机房.jpg", "image/jpeg", b"the same bytes")
    deed = world.deed("technician")
    first = commands.add_file(number=f"{number}-1", upload=upload, deed=deed)
    second = commands.add_file(number=f"{number}-1", upload=upload, deed=deed)
    assert first.path == second.path
    assert first.sha256 in first.path
    assert jobs.attachment(first.pk).size == len(b"the same bytes")
    assert [entry.verb for entry in world_lines(number)][-2:] == ["file_added", "file_added"]


def world_lines(number: str) -> list[object]:
    from yinuo.journal.queries import timeline

    return list(timeline("call", number))
