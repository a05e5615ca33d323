"""Branches opened, passwords judged, people found: every refusal at its field, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import LONG_AGO, MORNING, World, build
from yinuo.calendars.commands import open_calendar
from yinuo.calendars.models import Calendar
from yinuo.lib.actor import SYSTEM
from yinuo.lib.refusal import Invalid
from yinuo.people import commands, queries
from yinuo.people.commands import name_key
from yinuo.people.commands.passwords import change_password
from yinuo.people.models import Branch, Holding, PersonSkill, Skill, User
from yinuo.people.queries.proofs import password_fits

pytestmark = pytest.mark.django_db
GOOD = "一句很长很长而且没人猜得到的话"


@pytest.fixture
def world() -> World:
    return build()


def opened(**changed: Any) -> Branch:
    return commands.add_branch(**{"code": "YZ", "name": "瀛洲分公司", **changed})


class TestBranch:
    @pytest.mark.parametrize("code", ["A", "1", "YZ", "ABCDEFGH", "12345678", "A1B2"])
    def test_a_code_is_capitals_and_digits(self, world: World, code: str) -> None:
        assert opened(code=code).code == code

    @pytest.mark.parametrize(
        "code", ["", "yz", "ABCDEFGHI", "A B", "A-1", "瀛洲", "A\n", " A", "Ａ", "A.", "é", "1２"]
    )
    def test_anything_else_is_no_part_of_a_number(self, world: World, code: str) -> None:
        with pytest.raises(Invalid) as refusal:
            opened(code=code)
        assert refusal.value.fields["code"].zh.startswith("代码是 1 至 8 个")
        assert refusal.value.fields["code"].en.startswith("The code is 1 to 8")

    def test_a_code_stands_once(self, world: World) -> None:
        with pytest.raises(Invalid) as refusal:
            opened(code="SH")
        assert (refusal.value.code, set(refusal.value.fields)) == ("code_taken", {"code"})
        assert Branch.objects.filter(code="SH").count() == 1

    @pytest.mark.parametrize("name", ["", " ", "\t\n", "\u3000"])
    def test_a_branch_has_a_name(self, world: World, name: str) -> None:
        with pytest.raises(Invalid) as refusal:
            opened(name=name)
        assert set(refusal.value.fields) == {"name"}

    @pytest.mark.parametrize("calendar", ["none", "CHINA ", "0"])
    def test_an_unknown_calendar_is_refused(self, world: World, calendar: str) -> None:
        with pytest.raises(Invalid) as refusal:
            opened(calendar=calendar)
        assert set(refusal.value.fields) == {"calendar"}

    def test_without_any_calendar_nothing_opens(self) -> None:
        assert not Calendar.objects.exists()
        with pytest.raises(Invalid) as refusal:
            opened()
        assert set(refusal.value.fields) == {"calendar"}

    def test_it_follows_the_first_calendar_unless_another_is_named(self, world: World) -> None:
        other = open_calendar(
            code="late",
            name="晚班",
            name_en="late",
            zone="Asia/Shanghai",
            week={"mon": ["12:00-20:00"]},
            by=SYSTEM,
            at=LONG_AGO,
        )
        assert opened().calendar == world.branch.calendar
        assert opened(code="LATE", calendar="late").calendar == other

    @pytest.mark.parametrize(("given_", "told"), [("", "瀛洲分公司"), ("Yingzhou branch", "Yingzhou branch")])
    def test_without_an_english_name_the_chinese_one_serves(
        self, world: World, given_: str, told: str
    ) -> None:
        words = opened(name_en=given_).words
        assert (words.zh, words.en) == ("瀛洲分公司", told)

    def test_all_branches_come_by_code_with_their_calendars(
        self, world: World, django_assert_num_queries: Any
    ) -> None:
        opened(code="AA")
        with django_assert_num_queries(1):
            assert [branch.code for branch in queries.all_branches() if branch.calendar.code] == [
                "AA",
                "GZ",
                "SH",
            ]

    @pytest.mark.parametrize("code", ["", "sh", "XX", "SH ", "?"])
    def test_an_unknown_branch_is_told_at_its_field(self, world: World, code: str) -> None:
        with pytest.raises(Invalid) as refusal:
            queries.branch(code)
        assert (refusal.value.code, set(refusal.value.fields)) == ("unknown_branch", {"branch"})


class TestPassword:
    @pytest.mark.parametrize(
        ("password", "zh", "en"),
        [
            ("", "密码太短，至少要 15 个字。", "The password is too short: at least 15 characters."),
            ("x", "密码太短，至少要 15 个字。", "The password is too short: at least 15 characters."),
            ("password", "密码太短，至少要 15 个字。", "The password is too short: at least 15 characters."),
            (
                "十四个字的密码还是太短了些罢",
                "密码太短，至少要 15 个字。",
                "The password is too short: at least 15 characters.",
            ),
        ],
    )
    def test_a_weak_one_is_refused_in_both_languages(
        self, world: World, password: str, zh: str, en: str
    ) -> None:
        before = world.clerk.password
        with pytest.raises(Invalid) as refusal:
            change_password(user=world.clerk, password=password, by=world.clerk, at=MORNING)
        assert refusal.value.code == "weak_password"
        assert (refusal.value.fields["password"].zh, refusal.value.fields["password"].en) == (zh, en)
        world.clerk.refresh_from_db()
        assert world.clerk.password == before

    @pytest.mark.parametrize(
        "password", [GOOD, "correct horse battery", "  blanks at both ends  ", "éßøåäöüñçîôûàèìò"]
    )
    def test_a_long_one_is_taken_as_it_is(self, world: World, password: str) -> None:
        change_password(user=world.clerk, password=password, by=world.clerk, at=MORNING)
        world.clerk.refresh_from_db()
        assert password_fits(world.clerk, password)
        assert not password_fits(world.clerk, password.strip() + "!")

    def test_a_user_that_is_refused_leaves_nothing(self, world: World) -> None:
        before = (User.objects.count(), Holding.objects.count())
        for changed in ({"roles": ["clerk", "king"]}, {"password": "short"}, {"username": "clerk"}):
            values = {"username": "new", "name": "新", "password": GOOD, "roles": ["clerk"], **changed}
            with pytest.raises(Invalid):
                commands.add_user(branch=world.branch, **values)
        assert (User.objects.count(), Holding.objects.count()) == before

    def test_an_unchecked_password_may_be_short(self, world: World) -> None:
        user = commands.add_user(
            username="new", name="新", password="x", roles=[], branch=None, checked=False
        )
        assert password_fits(user, "x")
        assert user.roles == frozenset()

    def test_roles_are_held_as_given(self, world: World) -> None:
        user = commands.add_user(
            username="two", name="双", password=GOOD, roles=["clerk", "accountant"], branch=world.branch
        )
        assert user.roles == {"clerk", "accountant"}
        assert queries.post_of(user).zh == "业务员、会计员"
        assert queries.post_of(user).en == "clerk, accountant"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("柳眉", "liu mei"),
        ("葛子衿", "ge zi jin"),
        ("Smith", "smith"),
        ("CT 室", "ct  shi"),
        ("", ""),
        ("一诺", "yi nuo"),
    ],
)
def test_the_key_by_which_a_name_sorts(name: str, key: str) -> None:
    assert name_key(name) == key


@given(st.text(max_size=300))
def test_a_key_fits_its_column_and_is_lower_case(name: str) -> None:
    key = name_key(name)
    assert len(key) <= 80
    assert key == key.lower()[:80]


class TestTechnicians:
    def test_those_who_go_are_technicians_and_after_sales_staff_who_are_there(self, world: World) -> None:
        found = [user.username for user in queries.technicians(world.branch.pk)]
        assert sorted(found) == ["after_sales_staff", "second_technician", "technician"]
        User.objects.filter(username="second_technician").update(is_active=False)
        assert "second_technician" not in [user.username for user in queries.technicians(world.branch.pk)]

    def test_a_person_with_both_roles_is_listed_once(self, world: World) -> None:
        Holding.objects.create(user=world.people["technician"], role="after_sales_staff")
        assert [user.username for user in queries.technicians(world.branch.pk)].count("technician") == 1

    def test_branch_by_branch(self, world: World) -> None:
        found = [user.branch.code for user in queries.technicians_of(Branch.objects.all()) if user.branch]
        assert found == sorted(found)
        assert set(found) == {"GZ", "SH"}
        assert not queries.technicians_of(Branch.objects.none()).exists()

    @pytest.mark.parametrize("more", [0, 3])
    def test_the_number_of_queries_does_not_grow(
        self, world: World, more: int, django_assert_num_queries: Any
    ) -> None:
        skill = Skill.objects.create(code="mri", name="MRI", name_en="MRI")
        for number in range(more):
            user = User.objects.create(username=f"t{number}", name="新", branch=world.branch)
            Holding.objects.create(user=user, role="technician")
            PersonSkill.objects.create(user=user, skill=skill)
        with django_assert_num_queries(4):
            for user in queries.technicians(world.branch.pk):
                assert all(each.skill.code for each in user.skills.all())
                assert list(user.absences.all()) == []
