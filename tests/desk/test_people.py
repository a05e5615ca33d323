"""People, their rights, absences: who sees whom, who may add, what is refused; the one table of rights."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest

from tests.desk.sitting import Desk, words
from tests.world import MORNING, World, at
from yinuo.desk.queries import people as queries
from yinuo.people.commands import add_absence
from yinuo.people.models import Absence, PersonSkill, Skill, User
from yinuo.people.rights import DEEDS, RIGHTS, ROLES

pytestmark = pytest.mark.django_db
NEW = {
    "name": "白岩",
    "username": "bai.yan",
    "password": "purple-horse-battery",
    "branch": "SH",
    "roles": ["technician", "clerk"],
}


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world, "administrator")


def test_people_stand_by_branch_with_roles(desk: Desk) -> None:
    text = desk.read("/people/")
    assert text.index("总部 9") < text.index("方丈服务中心 2") < text.index("蓬莱分公司 7")
    for wanted in ("technician 试", "技术员", "服务主管", "审计员", "CT CT-0001"):
        assert wanted in text


@pytest.mark.parametrize(
    ("until", "zh", "en"),
    [
        (date(2026, 11, 23), "已过期 11 月 23 日", "ended 23 Nov"),
        (date(2026, 11, 24), "到 11 月 24 日", "to 24 Nov"),
        (date(2027, 3, 1), "到 2027 年 3 月 1 日", "to 1 Mar 2027"),
    ],
)
def test_a_certificate_shows_its_end_and_whether_it_has_ended(
    world: World, until: date, zh: str, en: str
) -> None:
    PersonSkill.objects.update(certificate_until=until)
    assert zh in re.sub(r"\s+", " ", Desk(world).read("/people/"))
    assert en in re.sub(r"\s+", " ", Desk(world, language="en").read("/people/"))


def test_absences_to_come_are_shown_and_past_ones_are_not(desk: Desk, world: World) -> None:
    person, stand_in = world.people["technician"], world.people["second_technician"]
    soon = MORNING + timedelta(hours=1)
    add_absence(
        user=person, starts_at=soon, ends_at=at("2026-11-26 08:00"), reason="年假", substitute=stand_in
    )
    add_absence(user=person, starts_at=at("2026-11-02 08:00"), ends_at=at("2026-11-03 08:00"), reason="病假")
    text = desk.read("/people/")
    assert "10:00 至 11-26 08:00 年假，second_technician 试 代" in text
    assert "病假" not in text


@pytest.mark.parametrize(
    ("who", "status", "seen"),
    [
        ("clerk", 200, {"蓬莱分公司"}),
        ("other_clerk", 200, {"方丈服务中心"}),
        ("auditor", 200, {"总部", "蓬莱分公司", "方丈服务中心"}),
        ("technician", 403, set()),
        ("salesperson", 403, set()),
    ],
)
def test_one_sees_the_people_of_the_own_branch_or_all(
    world: World, who: str, status: int, seen: set[str]
) -> None:
    answer = Desk(world, who).open("/people/")
    assert answer.status_code == status
    if status == 200:
        groups = re.findall(r"y-register__group.*?>([^<]+)<span", answer.content.decode(), re.DOTALL)
        names = {re.sub(r".*>", "", group).strip() for group in groups}
        assert names == seen


@pytest.mark.parametrize("who", ["clerk", "supervisor", "branch_manager", "auditor", "vice_president"])
def test_only_administrators_add(world: World, who: str) -> None:
    desk = Desk(world, who)
    assert "/people/new" not in desk.open("/people/").content.decode()
    for path in ("/people/new", "/people/technician/absences/new"):
        assert desk.open(path).status_code == 403
        assert desk.send(path, **NEW).status_code == 403
    assert not User.objects.filter(username="bai.yan").exists()


def test_a_person_is_added_with_roles_and_can_sign_in(desk: Desk) -> None:
    answer = desk.send("/people/new", **NEW)
    assert (answer.status_code, answer.url) == (303, "/people/")
    person = User.objects.get(username="bai.yan")
    assert person.roles == {"technician", "clerk"}
    assert (person.branch.code, person.name_key) == ("SH", "bai yan")
    assert person.check_password(NEW["password"])
    assert "白岩 已加入。" in desk.read("/people/")


def test_head_office_is_a_branch_of_none(desk: Desk) -> None:
    assert desk.send("/people/new", **{**NEW, "branch": ""}).status_code == 303
    assert User.objects.get(username="bai.yan").branch is None


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ({"name": ""}, "这一栏要填"),
        ({"username": "clerk"}, "这个登录名已经有人用了。"),
        ({"username": "x" * 41}, "最多 40 个字"),
        ({"password": "short"}, "15"),
        ({"password": "passwordpassword"}, ""),
        ({"roles": ["king"]}, "没有这个选项"),
        ({"roles": []}, "这一栏要填"),
        ({"branch": "XX"}, "没有这个选项"),
    ],
)
def test_a_person_that_cannot_be_is_refused(desk: Desk, sent: dict[str, object], wanted: str) -> None:
    answer = desk.send("/people/new", **{**NEW, **sent})
    if sent.get("password") == "passwordpassword":
        assert answer.status_code in (303, 422)
        return
    assert answer.status_code == 422
    assert wanted in words(answer)
    assert not User.objects.filter(name="白岩").exists()


def test_a_password_is_never_shown_again(desk: Desk) -> None:
    page = desk.send("/people/new", **{**NEW, "name": ""}).content.decode()
    assert NEW["password"] not in page
    assert 'value="bai.yan"' in page


def test_an_absence_is_recorded_with_who_stands_in(desk: Desk, world: World) -> None:
    sent = {
        "starts_at": "2026-11-25 08:30",
        "ends_at": "2026-11-27 17:30",
        "reason": "年假",
        "substitute": "second_technician",
    }
    assert desk.send("/people/technician/absences/new", **sent).status_code == 303
    absence = Absence.objects.get()
    assert absence.user == world.people["technician"]
    assert absence.substitute == world.people["second_technician"]
    assert absence.starts_at == at("2026-11-25 08:30")
    assert "technician 试 的缺勤已记下。" in desk.read("/people/")


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ({"ends_at": "2026-11-25 08:30"}, "结束要晚于开始。"),
        ({"ends_at": "2026-11-24 08:30"}, "结束要晚于开始。"),
        ({"starts_at": ""}, "这一栏要填"),
        ({"starts_at": "25:99"}, "时间"),
        ({"substitute": "other_technician"}, "没有这个选项"),
        ({"substitute": "technician"}, "没有这个选项"),
    ],
)
def test_an_absence_that_cannot_be_is_refused(desk: Desk, sent: dict[str, str], wanted: str) -> None:
    given = {"starts_at": "2026-11-25 08:30", "ends_at": "2026-11-27 17:30", **sent}
    answer = desk.send("/people/technician/absences/new", **given)
    assert answer.status_code == 422
    assert wanted in words(answer)
    assert not Absence.objects.exists()


def test_nobody_can_be_absent_who_is_not_there(desk: Desk) -> None:
    assert desk.open("/people/nobody/absences/new").status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_table_of_rights_is_the_one_in_the_code(world: World, language: str) -> None:
    text = Desk(world, "auditor", language).read("/people/rights")
    for deed, told in DEEDS.items():
        assert f"{told.said(language)} {deed}" in text
    assert all(role.said(language) in text for role in ROLES.values())


def test_every_cell_of_the_table_says_what_the_code_says(world: World) -> None:
    rows = queries.rights_table()
    assert [deed for deed, _words, _scopes in rows] == list(DEEDS)
    for deed, _words, scopes in rows:
        for role, scope in zip(ROLES, scopes, strict=True):
            assert (scope is not None) == (deed in RIGHTS[role])
    page = Desk(world, "auditor").open("/people/rights").content.decode()
    assert page.count("<td>") == len(DEEDS) * len(ROLES)


def test_the_people_are_exported(desk: Desk, world: World) -> None:
    add_absence(user=world.people["clerk"], starts_at=MORNING, ends_at=at("2026-11-26 08:00"))
    rows = list(csv.reader(io.StringIO(desk.open("/people/export.csv").content.decode("utf-8-sig"))))
    assert len(rows) == 1 + User.objects.count()
    found = {row[2]: row for row in rows[1:]}
    assert found["technician"][4] == "CT CT-0001"
    assert found["clerk"][5] == "2026-11-24 – 2026-11-26"
    assert found["auditor"][0] == "总部"
    assert Desk(world, "salesperson").open("/people/export.csv").status_code == 403


def test_the_page_costs_the_same_with_many_people(desk: Desk, world: World) -> None:
    few = desk.queries("/people/")
    skill = Skill.objects.get()
    for count in range(40):
        person = User.objects.create(username=f"p{count}", name=f"人 {count}", branch=world.branch)
        person.holdings.create(role="technician")
        PersonSkill.objects.create(user=person, skill=skill)
    assert desk.queries("/people/") == few
