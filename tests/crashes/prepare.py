"""Fills the installation that is going to be killed: the small world, eight technicians, a token for everybody."""

from __future__ import annotations

import json
from datetime import timedelta

import django

CLIENTS = 8


def main() -> dict[str, object]:
    """Fill it and return what clients need to know: tokens by role, the customer, its devices."""
    from django.db import transaction

    from yinuo.journal.writers import declared

    with transaction.atomic(), declared("load", "the world that is going to be killed"):
        return filled()


def filled() -> dict[str, object]:
    """Make the people, the customer and the devices."""
    from django.utils import timezone

    from tests.world import _person, build
    from yinuo.people.commands import add_token
    from yinuo.people.models import PersonSkill

    world = build()
    now = timezone.now() - timedelta(minutes=1)
    people = {role: world.people[role] for role in ("clerk", "supervisor")}
    for count in range(CLIENTS + 1):
        name = f"technician{count}"
        people[name] = _person(name, "technician", world.branch)
        PersonSkill.objects.create(user=people[name], skill=world.model.skill, certificate=f"CT-{count:04d}")
    return {
        "at": now.isoformat(),
        "tokens": {name: add_token(user=user, days=30, at=now) for name, user in people.items()},
        "customer": world.customer.number,
        "devices": [world.device.number, world.second.number],
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main()))
