"""The company: branches with calendars, forty people with skills and absences, models with checklists."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from yinuo.calendars.commands import import_days, open_calendar, ship_china
from yinuo.calendars.shipped import CHINA_YEARS, china_rows
from yinuo.demonstration.data import said, table
from yinuo.devices.commands import put_checklist
from yinuo.devices.models import ProductModel
from yinuo.journal.writers import declared
from yinuo.lib.actor import SYSTEM
from yinuo.people.commands import add_absence, add_user
from yinuo.people.models import Branch, District, PersonSkill, Skill, User
from yinuo.policy import commands as policy

if TYPE_CHECKING:
    from yinuo.calendars.models import Calendar
    from yinuo.demonstration.setting import Setting

CENTRE_HOURS = {
    **{day: ["09:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
    "sat": ["09:00-12:00"],
}
LIMIT = "6000.00"


@declared("demonstration", "the company that is shown")
@transaction.atomic
def make(setting: Setting, *, password: str) -> None:
    """Make branches, people, skills, models and the second version of the policy; all as on the first day."""
    policy.ship(at=setting.founded)
    _branches(setting)
    _skills_and_models(setting)
    _people(setting, password)
    _absences(setting)
    director = User.objects.get(username="admin")
    policy.publish(
        values={"S1.2.cost_above": LIMIT},
        by=director,
        at=setting.founded + timedelta(days=30),
        note="预计费用较高的请求先批准",
    )


def _branches(setting: Setting) -> None:
    calendars = {
        "branch": ship_china(by=SYSTEM, at=setting.founded),
        "service_centre": _centre_hours(setting),
    }
    for row in table("people")["branch"]:
        values = {name: row[name] for name in ("code", "name", "name_en", "kind", "phone", "address")}
        branch = Branch.objects.create(calendar=calendars[row["kind"]], **values)
        districts = table("names")["districts"][branch.code]
        District.objects.bulk_create(
            [District(branch=branch, name=name, zone=zone) for name, zone in districts]
        )


def _centre_hours(setting: Setting) -> Calendar:
    calendar = open_calendar(
        code="centre",
        name="服务中心作息",
        name_en="Hours of the service centre",
        zone="Asia/Shanghai",
        week=CENTRE_HOURS,
        by=SYSTEM,
        at=setting.founded,
    )
    import_days(calendar, rows=china_rows(), complete_years=CHINA_YEARS, by=SYSTEM, at=setting.founded)
    return calendar


def _skills_and_models(setting: Setting) -> None:
    models = table("models")
    skills = {row["code"]: Skill.objects.create(**row) for row in models["skill"]}
    for row in models["model"]:
        model = ProductModel.objects.create(
            code=row["code"],
            name=row["name"],
            name_en=row["name_en"],
            maker=row["maker"],
            kind="software" if row.get("software") else "hardware",
            skill=skills[row["skill"]],
            needs_certificate=row.get("certificate", False),
            registration_number=f"示范械注 20{row['share']:02d}-{row['code']}",
            warranty_months=24 if row.get("certificate") else 12,
        )
        put_checklist(product_model=model, items=checklist(row["skill"]), at=setting.founded)


def checklist(skill: str) -> list[dict[str, Any]]:
    """Return what is checked on site on models that need `skill`."""
    return [_item(item) for item in table("models")["check"] if item["skill"] in ("all", skill)]


def _item(row: dict[str, Any]) -> dict[str, Any]:
    item: dict[str, Any] = {name: row[name] for name in ("code", "kind", "required")}
    item["words"] = {"zh": row["zh"], "en": row["en"]}
    item |= {name: row[name] for name in ("unit", "low", "high") if name in row}
    if "choices" in row:
        item["choices"] = [
            {"code": code, "words": {"zh": zh, "en": en}, "zh": zh, "en": en}
            for code, zh, en in row["choices"]
        ]
    return item


def _people(setting: Setting, password: str) -> None:
    branches = {branch.code: branch for branch in Branch.objects.all()}
    skills = {skill.code: skill for skill in Skill.objects.all()}
    for username, name, place, role, able in table("people")["people"]:
        user = add_user(
            username=username,
            name=name,
            password=password,
            roles=[role],
            branch=branches.get(place),
            at=setting.founded,
        )
        _skills_of(user, able.split(), skills, setting)


def _skills_of(user: User, able: list[str], skills: dict[str, Skill], setting: Setting) -> None:
    dice = setting.dice("certificate", user.username)
    held = []
    for text in able:
        code = text.rstrip("*")
        certified = text.endswith("*")
        until = setting.today + timedelta(days=dice.randint(60, 700)) if certified else None
        number = f"ZS-{code[:2].upper()}-{dice.randint(1000, 9999)}" if certified else ""
        held.append(PersonSkill(user=user, skill=skills[code], certificate=number, certificate_until=until))
    PersonSkill.objects.bulk_create(held)


def _absences(setting: Setting) -> None:
    dice = setting.dice("absence")
    for place in Branch.objects.all():
        people = list(User.objects.filter(branch=place, holdings__role="technician").order_by("id"))
        for person in people:
            substitute = next(other for other in people if other.pk != person.pk)
            for _time in range(dice.randint(1, 3)):
                back, days = dice.randint(6, setting.scale.days + 10), dice.randint(1, 5)
                _away(setting, person, substitute, back=back, days=days)
        _away(setting, people[-1], people[0], back=1, days=3)


def _away(setting: Setting, person: User, substitute: User, *, back: int, days: int) -> None:
    starts = setting.morning(setting.today - timedelta(days=back))
    reason = said("absence")[(back + days) % 4]
    add_absence(
        user=person,
        starts_at=starts,
        ends_at=starts + timedelta(days=days),
        reason=reason,
        substitute=substitute,
        at=setting.founded,
    )
