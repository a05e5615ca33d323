"""The demonstration company: who and what there is, every state in today's register, the same for a seed and day."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.conf import settings

from tests.demonstration.company import NOW
from yinuo.agreements.models import Contract
from yinuo.calls.models import Call, DayClose, Escalation, Record, Signature, Visit, Voucher
from yinuo.calls.states import OPEN
from yinuo.customers.models import Contact, Customer
from yinuo.demonstration import logins
from yinuo.demonstration.data import faults, requests, said, table
from yinuo.devices.models import Device
from yinuo.duties.models import Duty
from yinuo.handbook.models import Problem
from yinuo.journal import audit
from yinuo.journal.models import Entry
from yinuo.outbox.models import Message
from yinuo.people.models import Absence, Branch, PersonSkill, User
from yinuo.people.queries.proofs import password_fits
from yinuo.people.rights import ROLES
from yinuo.policy import queries as policies

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def test_three_branches_and_forty_people_with_the_logins_everybody_knows() -> None:
    assert list(Branch.objects.order_by("id").values_list("code", "name", "kind")) == [
        ("SH", "蓬莱分公司", "branch"),
        ("YZ", "瀛洲分公司", "branch"),
        ("FZ", "方丈服务中心", "service_centre"),
    ]
    assert User.objects.count() == 40
    names = set(User.objects.values_list("username", flat=True))
    assert {"clerk", "clerk-2", "clerk-3", "supervisor", "technician", "branch_manager", "admin"} <= names
    assert {role for user in User.objects.all() for role in user.roles} == set(ROLES)


def test_a_service_centre_has_no_branch_manager_and_hours_of_its_own() -> None:
    centre = Branch.objects.select_related("calendar").get(code="FZ")
    assert not User.objects.filter(branch=centre, holdings__role="branch_manager").exists()
    assert centre.calendar.week["sat"] == ["09:00-12:00"]
    assert centre.calendar.special_days.filter(kind="holiday").exists()


def test_everybody_signs_in_with_the_one_password_of_this_installation() -> None:
    known = logins.known()
    assert known is not None
    assert len(known.password) >= 15
    assert password_fits(User.objects.get(username="technician"), known.password)
    assert password_fits(User.objects.get(username="admin"), known.password)


def test_the_logins_are_kept_for_the_owner_of_the_folder_only() -> None:
    path = settings.MEDIA_ROOT.parent / "demonstration-logins.json"
    assert path.stat().st_mode & 0o077 == 0
    told = json.loads(path.read_text(encoding="utf-8"))
    assert set(told) == {"password", "seed", "now", "scale", "complete"}


def test_each_role_has_one_login_to_try() -> None:
    listed = logins.by_role()
    assert len(listed) == len({words.zh for words, _name in listed}) == 15
    assert "admin" in [name for _words, name in listed]
    assert all("-" not in name and "." not in name for _words, name in listed)


def test_passwords_differ_between_installations() -> None:
    assert len({logins.new_password() for _time in range(20)}) == 20


def test_customers_devices_contracts_and_contacts_are_there() -> None:
    assert Customer.objects.count() == 12
    assert 35 <= Device.objects.count() <= 85
    assert Contact.objects.count() == 24
    assert Contract.objects.exists()
    assert not Contact.objects.exclude(phone__startswith="0200000").exists()


def test_certificates_skills_and_absences_are_there() -> None:
    certified = PersonSkill.objects.exclude(certificate="")
    assert certified.exists()
    assert not certified.filter(certificate_until=None).exists()
    away = Absence.objects.filter(starts_at__lte=NOW, ends_at__gt=NOW)
    assert away.count() == 3
    assert not away.filter(substitute=None).exists()


def test_the_handbook_has_forty_entries_older_than_today() -> None:
    assert Problem.objects.filter(learned_on="").count() == 40
    assert not Problem.objects.filter(written_at__gte=NOW).exists()
    assert not Problem.objects.filter(solution="").exists()


def test_every_state_of_a_call_has_something_to_show() -> None:
    states = set(Call.objects.values_list("state", flat=True))
    assert {str(state) for state in OPEN} <= states
    assert {"filed", "cancelled", "duplicate"} <= states


def test_the_first_branch_shows_every_open_state_today() -> None:
    today = Call.objects.filter(branch__code="SH", day=NOW.date())
    assert {str(state) for state in OPEN} <= set(today.values_list("state", flat=True))


def test_one_arrival_is_overdue_and_a_few_are_due_soon() -> None:
    open_ones = Duty.objects.filter(branch__code="SH", clause="G14", state="open")
    assert open_ones.filter(due_at__lt=NOW).count() == 1
    assert open_ones.filter(due_at__gte=NOW, due_at__lt=NOW + timedelta(minutes=110)).count() >= 3


def test_the_lists_of_the_branch_have_something_in_them() -> None:
    assert Signature.objects.filter(kind="none", confirmed_at=None).exists()
    assert Voucher.objects.filter(state="done").exists()
    assert Escalation.objects.filter(solved_at=None).exists()
    assert Call.objects.exclude(injury_learned_at=None).filter(injury_assessment="").exists()
    assert Call.objects.filter(back_in_queue=True, state="registered").exists()


def test_nothing_lies_in_the_future() -> None:
    assert not Entry.objects.filter(at__gt=NOW).exists()
    assert not Call.objects.filter(registered_at__gt=NOW).exists()
    assert not Visit.objects.filter(arrived_at__gt=NOW).exists()
    assert not Record.objects.filter(written_at__gt=NOW).exists()


def test_days_gone_by_are_closed_and_today_is_not() -> None:
    days = set(DayClose.objects.filter(branch__code="SH").values_list("day", flat=True))
    assert {str(day) for day in days} == {"2026-11-20", "2026-11-23"}
    assert not Duty.objects.filter(clause="G13", subject_kind="day", state="open").exists()


def test_what_the_commands_made_passes_the_audit() -> None:
    assert list(audit.verify()) == []


def test_messages_of_days_gone_by_are_read() -> None:
    assert not Message.objects.filter(
        read_at=None, put_at__lt=NOW - timedelta(days=1), kind="registered"
    ).exists()
    assert Message.objects.filter(read_at=None).exists()


def test_the_policy_has_a_second_version_that_asks_for_a_yes_above_a_cost() -> None:
    assert policies.at(NOW).number == 2
    waiting = Call.objects.filter(state="awaiting_approval")
    assert waiting.exists()
    assert "6000" in str(waiting[0].approval_why)


def test_the_tables_hold_what_the_stories_ask_for() -> None:
    skills = [row["code"] for row in table("models")["skill"]]
    assert all(len(faults(skill)) >= 7 for skill in skills)
    assert all(
        fault.says and fault.found and fault.cause and fault.work for each in skills for fault in faults(each)
    )
    assert all(requests(kind) for kind in ("planned", "installation", "question"))
    assert all(len(said(name)) >= 1 for name in table("sayings"))
    assert sum(row["share"] for row in table("models")["model"]) == 100
    assert sum(row["calls"] for row in table("people")["branch"]) == 100


def test_names_of_people_are_all_different_and_their_logins_too() -> None:
    rows = table("people")["people"]
    assert len({row[0] for row in rows}) == len({row[1] for row in rows}) == 40


def test_telephones_are_plainly_invented() -> None:
    assert all(row["phone"].startswith("020-0000 ") for row in table("people")["branch"])
