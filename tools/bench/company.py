"""The measured company, made by the commands: branches, people with tokens, customers and their devices."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tools.bench.known import Known, Target
from yinuo.customers.commands import ContactGiven, SiteGiven, add_customer
from yinuo.devices.commands import DeviceGiven, add_device, put_checklist
from yinuo.devices.models import ProductModel
from yinuo.journal.writers import declared
from yinuo.people.commands import add_branch, add_token
from yinuo.people.models import Holding, PersonSkill, Skill, User

if TYPE_CHECKING:
    from yinuo.customers.models import Customer
    from yinuo.people.models import Branch

BRANCHES = (("SH", "蓬莱分公司", "Penglai branch"), ("GZ", "方丈分公司", "Fangzhang branch"),
            ("BJ", "瀛洲分公司", "Yingzhou branch"), ("CD", "昆仑分公司", "Kunlun branch"))  # fmt: skip
TECHNICIANS = 8
DEVICES_EACH = 2
DAYS = 30
CHECKLIST: list[dict[str, object]] = [
    {"code": "power", "kind": "check", "required": True, "words": {"zh": "电源正常", "en": "power is fine"}},
    {"code": "earth", "kind": "check", "required": True, "words": {"zh": "接地良好", "en": "earth is fine"}},
]


def main(words: list[str]) -> dict[str, Any]:
    """Make the company with so many customers and return what clients know."""
    return asdict(make(int(words[0]), at=datetime.now(UTC) - timedelta(days=1)))


@declared("load", "the measured company")
@transaction.atomic
def make(customers: int, *, at: datetime) -> Known:
    """Make branches, people, a product model, customers of the first branch; return what clients know."""
    branches = [_branch(*each) for each in BRANCHES]
    people = [_people(branch, at) for branch in branches]
    office = _person("head_office", "service_department", None)
    model = _model(at)
    made = [_customer(place, branches[0], people[0]["clerk"], model, at) for place in range(customers)]
    first = people[0]
    named = [f"technician_sh_{place}" for place in range(1, TECHNICIANS + 1)]
    return Known(
        clerk=_token(first["clerk"]),
        supervisor=_token(first["supervisor"]),
        head_office=_token(office),
        technicians={name: _token(first[name]) for name in named},
        targets=made,
    )


def _branch(code: str, name: str, name_en: str) -> Branch:
    return add_branch(code=code, name=name, name_en=name_en)


def _people(branch: Branch, at: datetime) -> dict[str, User]:
    code = branch.code.lower()
    people = {role: _person(f"{role}_{code}", role, branch) for role in ("clerk", "supervisor")}
    skill, _new = Skill.objects.get_or_create(code="ct", defaults={"name": "CT", "name_en": "CT"})
    for place in range(1, TECHNICIANS + 1):
        name = f"technician_{code}_{place}"
        people[name] = _person(name, "technician", branch)
        PersonSkill.objects.create(user=people[name], skill=skill, certificate=f"CT-{at:%Y}-{place:04d}")
    return people


def _person(username: str, role: str, branch: Branch | None) -> User:
    user = User(username=username, name=f"测 {username}", branch=branch)
    user.set_unusable_password()
    user.save()
    Holding.objects.create(user=user, role=role)
    return user


def _token(user: User) -> str:
    return add_token(user=user, days=DAYS, at=datetime.now(UTC), name="bench")


def _model(at: datetime) -> ProductModel:
    values: dict[str, Any] = {"name": "CT", "name_en": "CT", "maker": "昆仑仪器", "needs_certificate": True}
    model = ProductModel.objects.create(code="KL-64", skill=Skill.objects.get(code="ct"), **values)
    put_checklist(product_model=model, items=CHECKLIST, at=at)
    return model


def _customer(place: int, branch: Branch, clerk: User, model: ProductModel, at: datetime) -> Target:
    phone = f"020-0000 {1000 + place:04d}"
    site = SiteGiven(name="本部", address=f"东街 {place} 号", district="东区", zone="urban")
    contact = ContactGiven(phone=phone, name="鲁护士长", department="放射科")
    made = add_customer(name=f"测试医院{place}", branch=branch, by=clerk, at=at, site=site, contact=contact)
    return Target(made.number, _devices(place, made, clerk, model, at), phone)


def _devices(place: int, customer: Customer, clerk: User, model: ProductModel, at: datetime) -> list[str]:
    site = customer.sites.get()
    return [
        add_device(
            product_model=model,
            customer=customer,
            site=site,
            given=DeviceGiven(serial=f"{place:04d}-{number}", department="放射科"),
            by=clerk,
            at=at,
        ).number
        for number in range(DEVICES_EACH)
    ]
