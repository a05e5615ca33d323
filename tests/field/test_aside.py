"""Declining, handing over, and what can't be solved (decision 8, S2.5, S1.6)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.field.conftest import Phone, voucher
from tests.world import MORNING, at
from yinuo.calls import commands as calls
from yinuo.calls.models import Call, Escalation
from yinuo.duties.models import Duty
from yinuo.outbox.models import Message
from yinuo.people.models import Absence

PROBLEM = {
    "problem": "高压部分打火，没有备件",
    "department": "service_department",
    "found_at": "2026-11-24 09:20",
}


class TestDecline:
    @pytest.mark.parametrize("until", ["accept", "set-out"])
    def test_a_reason_sends_the_job_back(self, phone, call, number, until):
        phone.go(number, until=until)
        assert phone.do(number, "decline", reason="要另一张证书") == "/field/"
        assert voucher(number).state == "registered"
        assert Call.objects.get(pk=call.pk).back_in_queue
        assert Duty.objects.get(clause="G14").owner is None
        assert "今天没有您的单" in phone.read("/field/")

    @pytest.mark.parametrize("reason", ["", "   ", "\n"])
    def test_it_needs_a_reason(self, phone, number, reason):
        assert "这一栏要填" in phone.refused(number, "decline", reason=reason)

    def test_a_long_reason_is_told(self, phone, number):
        assert "最多 400 个字" in phone.refused(number, "decline", reason="长" * 401)

    def test_under_way_it_is_too_late(self, phone, number):
        phone.go(number, until="arrive")
        phone.refused(number, "decline", 409, reason="太远")
        assert "decline" not in phone.open(f"/field/jobs/{number}").content.decode()

    def test_the_page_says_what_follows(self, phone, english, number):
        assert "它回到主管的队列，排在最前" in phone.read(f"/field/jobs/{number}/decline")
        assert "back to the supervisor's queue" in english.read(f"/field/jobs/{number}/decline")


class TestHandOver:
    def test_others_of_the_branch_are_offered_with_what_speaks_against_them(self, world, phone, number):
        away = world.people["second_technician"]
        Absence.objects.create(
            user=away,
            starts_at=MORNING - timedelta(hours=1),
            ends_at=MORNING + timedelta(days=1),
            reason="年假",
        )
        phone.do(number, "accept")
        page = phone.open(f"/field/jobs/{number}/hand-over").content.decode()
        offered = re.findall(r'name="technician"[^>]*value="(\w+)"', page)
        assert "technician" not in offered
        assert "second_technician" in offered
        assert "other_technician" not in offered
        assert "年假" in page

    @pytest.mark.parametrize("until", ["set-out", "arrive", "meeting", "record"])
    def test_the_job_and_its_duty_go_to_the_other(self, world, phone, number, until):
        phone.go(number, until=until)
        assert phone.do(number, "hand-over", technician="second_technician", reason="要去急单") == "/field/"
        first, second = voucher(number).visits.all()
        assert (first.current, first.ended_reason) == (False, "要去急单")
        assert (second.lead, second.current, second.tools) == (
            world.people["second_technician"],
            True,
            ["万用表"],
        )
        assert "01 号" in Phone(world, "second_technician").read("/field/")
        assert "今天没有您的单" in phone.read("/field/")

    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            ({"technician": "second_technician"}, "这一栏要填"),
            ({"reason": "x"}, "这一栏要填"),
            ({"technician": "technician", "reason": "x"}, "没有这个选项"),
            ({"technician": "other_technician", "reason": "x"}, "没有这个选项"),
            ({"technician": "clerk", "reason": "x"}, "没有这个选项"),
            ({"technician": "second_technician", "reason": "长" * 401}, "最多 400 个字"),
        ],
    )
    def test_bad_input_is_told(self, phone, number, sent, told):
        phone.do(number, "accept")
        assert told in phone.refused(number, "hand-over", **sent)

    def test_before_accepting_one_declines_instead(self, phone, number):
        phone.refused(number, "hand-over", 409, technician="second_technician", reason="x")

    def test_an_unknown_job_has_no_such_page(self, phone, number):
        assert phone.open("/field/jobs/SH-20261124-0099-1/hand-over").status_code == 404


class TestEscalate:
    @pytest.fixture
    def stuck(self, phone, number):
        """A technician on site at 09:00 who can't go on at 09:30."""
        phone.go(number, until="record")
        phone.now = at("2026-11-24 09:30")
        return phone

    def test_it_is_told_to_the_department_in_charge_and_those_concerned(self, stuck, number):
        where = stuck.do(number, "escalate", **PROBLEM, concerned=["supervisor", "service_department"])
        assert where == f"/field/jobs/{number}#escalations"
        told = Escalation.objects.get()
        assert (told.problem, told.department, told.concerned) == (
            PROBLEM["problem"],
            "service_department",
            ["supervisor"],
        )
        assert (told.found_at, told.told_at) == (at("2026-11-24 09:20"), at("2026-11-24 09:30"))
        assert set(Message.objects.filter(kind="escalated").values_list("to_role", flat=True)) == {
            "service_department",
            "supervisor",
        }
        assert Duty.objects.get(clause="S2.5").state == "met"
        assert Duty.objects.get(clause="S1.6").state == "open"

    def test_told_late_is_met_late(self, stuck, number):
        stuck.do(number, "escalate", **PROBLEM | {"found_at": "2026-11-24 09:05"})
        assert Duty.objects.get(clause="S2.5").state == "met_late"

    def test_the_job_shows_it_and_later_the_solution(self, stuck, world, english, number):
        stuck.do(number, "escalate", **PROBLEM)
        text = stuck.read(f"/field/jobs/{number}")
        assert "今天 09:30 报给服务部 高压部分打火，没有备件 等服务部定解决办法" in text
        assert "Waiting for the solution of the service department" in english.read(f"/field/jobs/{number}")
        calls.solve(
            number=number,
            version=None,
            solution="换高压模块，备件明早到",
            deed=world.deed("service_department", at("2026-11-24 10:10")),
        )
        text = stuck.read(f"/field/jobs/{number}")
        assert "换高压模块，备件明早到" in text
        assert "等服务部" not in text

    def test_it_was_found_now_unless_changed(self, stuck, number):
        page = stuck.open(f"/field/jobs/{number}/escalate").content.decode()
        assert 'value="2026-11-24T09:30"' in page

    def test_found_in_the_minute_of_arrival_is_no_contradiction(self, phone, number):
        phone.go(number, until="arrive")
        phone.now = at("2026-11-24 09:10").replace(second=40)
        phone.do(number, "arrive")
        phone.do(number, "escalate", **PROBLEM | {"found_at": "2026-11-24 09:10"})
        assert Escalation.objects.get().found_at == phone.now

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"problem": " "}, "这一栏要填"),
            ({"problem": "长" * 2001}, "最多 2000 个字"),
            ({"department": ""}, "这一栏要填"),
            ({"department": "clerk"}, "没有这个选项"),
            ({"concerned": ["kitchen"]}, "没有这个选项"),
            ({"found_at": ""}, "这一栏要填"),
            ({"found_at": "2026-11-24 08:00"}, "发现时间要在到达之后、现在之前"),
            ({"found_at": "2026-11-24 09:31"}, "发现时间要在到达之后、现在之前"),
            ({"found_at": "2026-02-30 09:00"}, "没有 2026-02-30 这一天"),
            ({"found_at": "昨天"}, "请写成 2026-11-24 10:35"),
        ],
    )
    def test_bad_input_is_told(self, stuck, number, changed, told):
        assert told in stuck.refused(number, "escalate", **PROBLEM | changed)
        assert not Escalation.objects.exists()

    def test_only_on_site(self, phone, number):
        phone.do(number, "accept")
        phone.refused(number, "escalate", 409, **PROBLEM | {"found_at": "2026-11-24 09:00"})
