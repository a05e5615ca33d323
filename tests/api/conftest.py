"""A small world, and clients of the interface for its people."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.world import MORNING, World, at, build
from yinuo.calendars import queries as calendars
from yinuo.people.bearer import forget
from yinuo.people.commands import add_token
from yinuo.policy import queries as policies
from yinuo.web import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpResponse

    from yinuo.people.models import User

    Machines = Callable[..., "Machine"]

ROOT = "/api/v1"
keys = count(1)


class Machine:
    """A program that speaks for one person: it names each request and remembers no version by itself."""

    def __init__(self, user: User | None, *, scope: str = "write", language: str = "zh") -> None:
        self.client = Client(raise_request_exception=True)
        self.user = user
        self.headers = {"Accept-Language": language}
        if user is not None:
            token = add_token(user=user, days=3650, at=MORNING - timedelta(days=30), scope=scope)
            self.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(ROOT + path, query, headers=self.headers)

    def send(
        self,
        path: str,
        content: Any = None,
        *,
        version: int | str | None = None,
        key: str | None = None,
        method: str = "POST",
        raw: bytes | None = None,
        content_type: str = "application/json",
        **headers: str,
    ) -> HttpResponse:
        """Send a writing request; `key` "" leaves the key away, None makes a new one."""
        told = {**self.headers, **headers}
        if key != "":
            told["Idempotency-Key"] = key or f"test-{next(keys)}"
        if version is not None:
            told["If-Match"] = f'"{version}"' if isinstance(version, int) else version
        body = raw if raw is not None else b"" if content is None else json.dumps(content).encode()
        return self.client.generic(method, ROOT + path, body, content_type, headers=told)

    def upload(self, path: str, files: dict[str, Any], key: str | None = None) -> HttpResponse:
        told = {**self.headers, "Idempotency-Key": key or f"test-{next(keys)}"}
        return self.client.post(ROOT + path, files, headers=told)

    def version(self, number: str) -> int:
        """The version of a call or of a voucher's call as it stands."""
        kind = "calls" if number.count("-") == 2 else "vouchers"
        return int(self.get(f"/{kind}/{number}").json()["version"])

    def do(self, path: str, content: Any = None, *, expect: int = 200) -> dict[str, Any]:
        """Do a move of a call or a voucher on the version that stands, and return the answer."""
        number = path.split("/")[2]
        answer = self.send(path, content, version=self.version(number))
        assert answer.status_code == expect, answer.content.decode()
        told: dict[str, Any] = answer.json()
        return told


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    for each in (forget, policies.forget, calendars.forget):
        each()
    with clock.at(MORNING):
        yield


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def machine(world: World) -> Callable[..., Machine]:
    """Machines by role: `machine("clerk")`."""

    def made(who: str | None = "clerk", **settings: Any) -> Machine:
        return Machine(world.people[who] if who else None, **settings)

    return made


@pytest.fixture
def clerk(machine: Callable[..., Machine]) -> Machine:
    return machine("clerk")


CALL: dict[str, Any] = {
    "branch": "SH",
    "customer_name": "瀛洲口腔医院",
    "phone": "020-0000 2277",
    "contact_name": "穆大夫",
    "address": "蓬莱市西街 9 号",
    "zone": "suburban",
    "product_model": "KL-64",
    "serial": "2401-0001",
    "department": "影像科",
    "kind": "breakdown",
    "fault": "扫描中断，报 E-31",
    "channel": "telephone",
    "reported_at": "2026-11-24T08:50:00+08:00",
}
RECORD: dict[str, Any] = {
    "spoken_with": "穆大夫",
    "learned": "扫到一半停",
    "proposed": "先看高压",
    "found": "高压电缆接头松",
    "cause": "接头松动",
    "work": "重做接头，试扫三次",
    "points": ["introduced", "tidy", "site_clean", "data_kept", "safety_kept"],
    "answers": {"power": True, "temperature": 21.5},
    "parts": [{"name": "接头", "maker": "昆仑仪器", "serial": "J-1"}],
    "readings": [{"name": "管电压", "value": "120", "unit": "kV"}],
    "minutes": 50,
    "fee": "120.50",
}

__all__ = ["CALL", "MORNING", "RECORD", "Machine", "at"]
