"""Today: my jobs in the order of doing, the current one with its button, what is done, what I was told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.field.conftest import Phone, words
from tests.world import MORNING, at
from yinuo.calls import commands as calls
from yinuo.lib.words import w
from yinuo.outbox.commands import About, Address, put
from yinuo.outbox.models import Message
from yinuo.people.models import User


def cards(phone: Phone) -> list[str]:
    """Return the customers' faults in the order of the cards."""
    page = phone.open("/field/").content.decode()
    return re.findall(r'<article class="y-job".*?</article>', page, re.DOTALL)


def test_an_empty_day_says_how_jobs_come(phone):
    text = phone.read("/field/")
    assert "今天没有您的单" in text
    assert "派给您的单会出现在这里" in text


def test_an_empty_day_in_english(english):
    text = english.read("/field/")
    assert "No jobs for you today" in text
    assert not re.search(r"[一-鿿]", text.replace("technician 试", "").replace("一诺", "").replace("中", ""))


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        (
            "zh",
            [
                "今天，还有 1 单",
                "还剩 6 小时",
                "16:30 前到",
                "01 号",
                "昆仑体检中心",
                "KL-64 CT，开机十分钟后停机",
                "放射科，市区本部",
                "接单",
            ],
        ),
        (
            "en",
            [
                "Today, 1 to do",
                "left: 6 h",
                "by 16:30",
                "No. 01",
                "昆仑体检中心",
                "KL-64 CT, 开机十分钟后停机",
                "放射科, 市区本部",
                "Accept the job",
            ],
        ),
    ],
)
def test_a_job_stands_with_its_time_place_and_button(world, number, language, wanted):
    text = Phone(world, language=language).read("/field/")
    assert [each for each in wanted if each not in text] == []


def test_only_the_first_card_has_a_button(world, phone):
    for minute in range(3):
        world.dispatch(world.register(when=MORNING + timedelta(minutes=minute)))
    shown = cards(phone)
    assert ["btn-primary" in card for card in shown] == [True, False, False]
    assert [card.startswith('<article class="y-job" data-now>') for card in shown] == [True, False, False]


def test_jobs_stand_by_plan_then_by_due_time(world, phone):
    later = world.register(when=MORNING + timedelta(minutes=30), fault="晚些")
    early = world.register(when=MORNING, fault="先报")
    planned = world.register(when=MORNING + timedelta(minutes=40), fault="约好")
    world.dispatch(later)
    world.dispatch(early)
    world.dispatch(planned, planned_start=MORNING + timedelta(minutes=10))
    order = [re.search(r"晚些|先报|约好", card)[0] for card in cards(phone)]
    assert order == ["约好", "先报", "晚些"]


def test_where_i_am_comes_first(world, phone):
    first = world.dispatch(world.register(when=MORNING, fault="先报"))
    second = world.dispatch(world.register(when=MORNING + timedelta(minutes=30), fault="在做"))
    phone.go(f"{second.number}-1", until="meeting")
    assert "在做" in cards(phone)[0]
    assert first.number


def test_a_job_stands_once_however_often_it_was_visited(world, phone):
    call = world.dispatch(world.register())
    number = f"{call.number}-1"
    phone.go(number, until="meeting")
    phone.do(number, "leave", outcome="continued", note="等零件")
    world.dispatch(call, when=MORNING + timedelta(minutes=5), planned_start=MORNING + timedelta(hours=1))
    assert len(cards(phone)) == 1


@pytest.mark.parametrize(
    ("until", "address"),
    [
        ("accept", "accept"),
        ("arrive", "arrive"),
        ("set-out", ""),
        ("meeting", ""),
        ("record", ""),
        ("leave", ""),
    ],
)
def test_the_button_does_the_next_step_or_leads_to_it(phone, number, until, address):
    phone.go(number, until=until)
    card = cards(phone)[0]
    assert (f'action="/field/jobs/{number}/{address}"' in card) == bool(address)
    assert (f'href="/field/jobs/{number}">' in card.split("btn-primary")[1]) != bool(address) or not address


def test_setting_out_takes_one_tap_when_no_tools_are_listed(world, phone):
    call = world.dispatch(world.register(kind="advice"), tools=())
    phone.do(f"{call.number}-1", "accept")
    assert f'action="/field/jobs/{call.number}-1/set-out"' in cards(phone)[0]


def test_one_tap_from_today_takes_the_job_on(phone, number):
    card = cards(phone)[0]
    sent = dict(re.findall(r'name="(key|version)" value="([^"]+)"', card))
    assert phone.send(number, "accept", **sent).status_code == 303


def test_an_agreed_time_stands_in_place_of_the_countdown(world, phone, call):
    later = at("2026-11-25 10:00")
    calls.agree_time(number=call.number, version=None, due_at=later, asked_by="鲁护士长", deed=world.deed())
    assert "约好 明 10:00" in phone.read("/field/")


def test_a_late_job_says_how_late(phone, number):
    phone.now = at("2026-11-24 17:00")
    assert "超 30 分" in phone.read("/field/")


def test_yesterdays_number_carries_its_day(world, phone):
    world.dispatch(world.register(when=at("2026-11-23 16:00")))
    assert "11-23 的 01 号" in phone.read("/field/")


def test_what_i_finished_today_stands_below(world, phone):
    world.finish(world.register(), when=at("2026-11-24 10:02"))
    phone.now = at("2026-11-24 11:00")
    text = phone.read("/field/")
    assert "昆仑体检中心 10:02 完成" in text
    phone.now = at("2026-11-25 09:00")
    assert "10:02 完成" not in phone.read("/field/")


def test_a_visit_that_did_not_finish_stands_below_too(phone, number):
    phone.go(number, until="meeting")
    phone.do(number, "leave", outcome="refused", note="客户说先不修")
    assert "昆仑体检中心 09:00 客户拒绝" in phone.read("/field/")


def test_messages_to_me_and_to_my_role_are_there(world, phone):
    for key, to in (
        ("a", Address(person=world.people["technician"].pk)),
        ("b", Address(role="technician", branch="SH")),
        ("c", Address(role="clerk", branch="SH")),
    ):
        put(
            kind="told",
            to=to,
            text=w(f"消息{key}", f"message {key}"),
            about=About("call", "x"),
            at=MORNING,
            once_key=key,
        )
    text = phone.read("/field/")
    assert "2 条消息" in text
    assert ("消息a" in text, "消息b" in text, "消息c" in text) == (True, True, False)
    assert "message a" in Phone(world, language="en").read("/field/")


def test_a_message_that_was_read_is_gone(world, phone):
    to = Address(person=world.people["technician"].pk)
    put(
        kind="told",
        to=to,
        text=w("请先打电话", "ring first"),
        about=About("call", "x"),
        at=MORNING,
        once_key="a",
    )
    page = phone.open("/field/").content.decode()
    address = re.search(r'action="(/field/messages/\d+/read)"', page)[1]
    answer = phone.client.post(address)
    assert (answer.status_code, answer["Location"]) == (303, "/field/")
    assert "请先打电话" not in phone.read("/field/")
    assert phone.client.post(address).status_code == 303


def test_a_message_to_others_is_not_mine_to_read(world, phone):
    to = Address(person=world.people["clerk"].pk)
    put(kind="told", to=to, text=w("x", "x"), about=About("call", "x"), at=MORNING, once_key="a")
    message = Message.objects.get()
    phone.client.post(f"/field/messages/{message.pk}/read")
    message.refresh_from_db()
    assert message.read_at is None


def test_somebody_elses_jobs_are_not_mine(world, number):
    assert "今天没有您的单" in Phone(world, "second_technician").read("/field/")


@pytest.mark.parametrize("who", ["clerk", "supervisor", "accountant", "auditor", "salesperson"])
def test_who_does_no_jobs_has_no_today(world, who):
    answer = Phone(world, who).open("/field/")
    assert answer.status_code == 403
    assert "做工单" in words(answer)


def test_a_visitor_is_asked_to_sign_in(client, db):
    answer = client.get("/field/")
    assert answer.status_code in (302, 303)
    assert "/sign-in" in answer["Location"]


def test_the_page_costs_the_same_for_many_jobs(world, phone, django_assert_max_num_queries):
    def queries() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        phone.read("/field/")
        with CaptureQueriesContext(connection) as seen:
            phone.read("/field/")
        return len(seen)

    world.dispatch(world.register())
    one = queries()
    for minute in range(8):
        world.dispatch(world.register(when=MORNING + timedelta(minutes=minute)))
    assert queries() <= one
    assert one <= 22


def test_an_administrator_may_look(world):
    assert User.objects.filter(username="administrator").exists()
    assert "今天" in Phone(world, "administrator").read("/field/")
