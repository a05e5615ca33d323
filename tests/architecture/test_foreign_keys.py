"""A foreign key points to its own package or to a lower one: rows know only what lies below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from tests.architecture.reading import layers

if TYPE_CHECKING:
    from collections.abc import Iterable

FOREIGN = {"auth", "contenttypes", "sessions"}


def climbing(rows: Iterable[type[models.Model]]) -> list[str]:
    """The relations that point upward, as "package.Model.field -> package"."""
    height = {package: place for place, package in enumerate(layers())}
    found = []
    for row in rows:
        own = row._meta.app_label
        relations = [
            field for field in row._meta.get_fields() if field.is_relation and not field.auto_created
        ]
        for field in relations:
            target = package_of(field.remote_field.model)
            if target not in FOREIGN and height[target] > height[own]:
                found.append(f"{own}.{row.__name__}.{field.name} -> {target}")
    return found


def package_of(target: type[models.Model] | str) -> str:
    return target.partition(".")[0] if isinstance(target, str) else target._meta.app_label


def own_models() -> list[type[models.Model]]:
    return [row for row in apps.get_models() if row.__module__.startswith("yinuo.")]


def test_rows_point_only_downward() -> None:
    assert climbing(own_models()) == []


def test_there_are_relations_to_look_at() -> None:
    assert sum(field.is_relation for row in own_models() for field in row._meta.get_fields()) > 20


@isolate_apps("yinuo.journal")
def test_a_key_written_as_text_is_noticed() -> None:
    class Planted(models.Model):
        call = models.ForeignKey("calls.Call", on_delete=models.CASCADE)

        class Meta:
            app_label = "journal"

    assert climbing([Planted]) == ["journal.Planted.call -> calls"]


@isolate_apps("yinuo.journal")
def test_a_many_to_many_to_a_class_is_noticed() -> None:
    from yinuo.people.models import User

    class Planted(models.Model):
        readers = models.ManyToManyField(User, related_name="+")

        class Meta:
            app_label = "journal"

    assert climbing([Planted]) == ["journal.Planted.readers -> people"]


@isolate_apps("yinuo.calls")
def test_a_key_that_points_down_is_fine() -> None:
    class Planted(models.Model):
        by = models.ForeignKey("people.User", on_delete=models.PROTECT)

        class Meta:
            app_label = "calls"

    assert climbing([Planted]) == []
