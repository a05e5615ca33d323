"""Devices and the checklists of their models."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world import CHECKLIST, LONG_AGO, World, at, build
from yinuo.devices import access, commands, queries, rules
from yinuo.devices.commands import DeviceGiven
from yinuo.lib.refusal import Conflict, Invalid, NotFound

NUMBER = CHECKLIST[1]
CHOICE = {
    "code": "mode",
    "kind": "choice",
    "words": {"zh": "模式", "en": "mode"},
    "choices": [{"code": "a", "words": {"zh": "甲", "en": "A"}}],
}
TEXT = {"code": "text", "kind": "text", "words": {"zh": "说明", "en": "text"}}


@pytest.mark.parametrize(
    ("item", "value", "stored"),
    [
        (CHECKLIST[0], True, True),
        (CHECKLIST[0], "on", True),
        (CHECKLIST[0], "no", False),
        (CHECKLIST[0], "", None),
        (CHECKLIST[0], None, None),
        (NUMBER, "22.4", "22.4"),
        (NUMBER, 22, "22"),
        (NUMBER, " -3 ", "-3"),
        (CHOICE, "a", "a"),
        (TEXT, "正常", "正常"),
    ],
)
def test_an_answer_is_stored_in_its_kind(item: dict[str, Any], value: object, stored: object) -> None:
    assert rules.read_answer(item, value) == stored


@pytest.mark.parametrize(
    ("item", "value"),
    [
        (NUMBER, "二十"),
        (NUMBER, "NaN"),
        (NUMBER, "Infinity"),
        (NUMBER, "1e400"),
        (NUMBER, "1" * 30),
        (NUMBER, [1]),
        (CHOICE, "b"),
        (CHOICE, {"a": 1}),
        (TEXT, "x" * 2001),
    ],
)
def test_an_answer_of_the_wrong_kind_is_refused_by_name(item: dict[str, Any], value: object) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.read_answer(item, value)
    assert item["code"] in refusal.value.fields


@pytest.mark.parametrize(
    ("value", "outside"),
    [("18", False), ("24", False), ("17.9", True), ("24.01", True), (None, False), ("", False)],
)
def test_a_reading_outside_its_limits(value: str | None, outside: bool) -> None:
    assert rules.outside(NUMBER, value) is outside


@pytest.mark.parametrize(
    ("low", "high", "value", "outside"),
    [(None, "5", "6", True), (None, "5", "-100", False), ("5", None, "4", True), (None, None, "9", False)],
)
def test_a_limit_may_be_open(low: str | None, high: str | None, value: str, outside: bool) -> None:
    assert rules.outside({**NUMBER, "low": low, "high": high}, value) is outside


@pytest.mark.parametrize(
    "items",
    [
        [{"code": "", "kind": "check", "words": {"zh": "甲", "en": "a"}}],
        [{"code": "a", "kind": "colour", "words": {"zh": "甲", "en": "a"}}],
        [{"code": "a", "kind": "check", "words": {"zh": "甲"}}],
        [{"code": "a", "kind": "check"}],
        [TEXT, TEXT],
    ],
)
def test_a_malformed_checklist_is_refused(items: list[dict[str, Any]]) -> None:
    with pytest.raises(Invalid):
        rules.check_items(items)


def test_required_items_without_an_answer_are_named() -> None:
    assert [str(words) for words in rules.missing(CHECKLIST, {})] == ["电源正常"]
    assert [str(words) for words in rules.missing(CHECKLIST, {"power": False})] == ["电源正常"]
    assert rules.missing(CHECKLIST, {"power": True}) == []


@pytest.mark.django_db
class TestDevices:
    @pytest.fixture
    def world(self) -> World:
        return build()

    def add(self, world: World, serial: str) -> Any:
        return commands.add_device(
            product_model=world.model,
            customer=world.customer,
            site=None,
            given=DeviceGiven(serial=serial),
            by=world.clerk,
            at=LONG_AGO,
        )

    def test_a_serial_stands_once_per_model(self, world: World) -> None:
        with pytest.raises(Invalid) as refusal:
            self.add(world, "2309-0052")
        assert refusal.value.code == "serial_taken"
        assert "2309-0052" in str(refusal.value)

    def test_devices_whose_serial_nobody_knows_may_be_many(self, world: World) -> None:
        assert self.add(world, "").number != self.add(world, "").number

    @pytest.mark.parametrize("text", ["2309", "KL-64", "ct", "昆仑", "D000001"])
    def test_search(self, world: World, text: str) -> None:
        assert world.device in queries.search(text)

    def test_search_for_nothing_known_finds_nothing(self, world: World) -> None:
        assert not queries.search("zzz").exists()

    def test_a_model_is_made_when_first_met_and_found_again_however_cased(self, world: World) -> None:
        made = commands.model_named("XR-9")
        assert commands.model_named(" xr-9 ") == made
        assert commands.model_named("kl-64") == world.model

    def test_a_new_checklist_is_a_new_version_and_the_old_one_stays(self, world: World) -> None:
        commands.put_checklist(product_model=world.model, items=[TEXT], at=at("2026-11-24 12:00"))
        before = queries.checklist(world.model.pk, at("2026-11-24 11:00"))
        after = queries.checklist(world.model.pk, at("2026-11-24 12:00"))
        assert before is not None
        assert after is not None
        assert (before.version, after.version) == (1, 2)

    def test_a_stale_edit_is_a_conflict(self, world: World) -> None:
        stale = type(world.device).objects.get(pk=world.device.pk)
        commands.edit_device(device=world.device, department="急诊", by=world.clerk, at=LONG_AGO)
        with pytest.raises(Conflict):
            commands.edit_device(device=stale, department="药房", by=world.clerk, at=LONG_AGO)

    def test_another_branch_finds_nothing(self, world: World) -> None:
        assert access.device_for(world.people["technician"], world.device.number) == world.device
        with pytest.raises(NotFound):
            access.device_for(world.people["other_clerk"], world.device.number)
