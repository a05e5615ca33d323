"""Whole lives of calls through HTTP, by one client or several at once, for some seconds."""

from __future__ import annotations

import random
from dataclasses import dataclass
from threading import Thread
from time import perf_counter
from typing import TYPE_CHECKING, Any

from tools.bench.rates import Took
from tools.bench.wire import Wire

if TYPE_CHECKING:
    from tools.bench.known import Known

STEPS = ("register", "dispatch", "accept", "set-out", "arrive", "record", "sign", "leave", "file")
RECORD: dict[str, Any] = {
    "spoken_with": "鲁护士长",
    "learned": "开机后十分钟停机",
    "proposed": "先换滤网再试",
    "found": "滤网积灰，过热保护",
    "cause": "散热不良",
    "work": "换滤网，清风道，试机两小时",
    "points": ["introduced", "tidy", "site_clean", "data_kept", "safety_kept"],
    "answers": {"power": True, "earth": True},
    "minutes": 45,
}
SIGNATURE = {
    "kind": "drawn",
    "signer": "鲁护士长",
    "post": "护士长",
    "strokes": "M10 40L14 22L30 18L33 41L52 20" * 8,
}
FAULTS = ("开机十分钟后停机，报 E-2107", "图像有环状伪影", "床面不能升降", "冷却水报警", "工作站不能登录")


@dataclass(slots=True)
class Run:
    """What clients did: each command and each whole life with when it ended; what went wrong."""

    clients: int
    seconds: float
    commands: list[Took]
    lives: list[Took]
    failed: list[str]
    last: str = ""


def run(port: int, known: Known, *, clients: int, seconds: float) -> Run:
    """Let `clients` do whole lives for `seconds`; a life that began in time is finished and counted."""
    done = Run(clients, seconds, [], [], [])
    begun = perf_counter()
    doing = [Thread(target=_client, args=(port, known, place, begun, done)) for place in range(clients)]
    for each in doing:
        each.start()
    for each in doing:
        each.join()
    done.seconds = max((life.ended for life in done.lives), default=seconds)
    return done


def _client(port: int, known: Known, place: int, begun: float, done: Run) -> None:
    wire, chance = Wire(port), random.Random(place)  # noqa: S311 - no secret hangs on it
    technician = list(known.technicians)[place % len(known.technicians)]
    until = done.seconds
    try:
        while perf_counter() - begun < until:
            life = Life(wire, known, technician, chance, begun)
            began = perf_counter()
            done.last = life.lived()
            done.commands += life.took
            done.lives.append(Took("life", perf_counter() - begun, perf_counter() - began))
    except Exception as error:  # noqa: BLE001 - told at the end, with the figures
        done.failed.append(f"{type(error).__name__}: {error}")
    finally:
        wire.close()


class Life:
    """One call from the telephone to the file, by clerk, supervisor and technician."""

    def __init__(
        self, wire: Wire, known: Known, technician: str, chance: random.Random, begun: float
    ) -> None:
        self.wire, self.known, self.technician = wire, known, technician
        self.chance, self.begun = chance, begun
        self.took: list[Took] = []
        self.version: int | None = None

    def lived(self) -> str:
        """Do the steps; return the call's number. Failed when the server refuses one."""
        number: str = self._step("register", "/api/v1/calls", self._told(), self.known.clerk)["number"]
        plan = {"technician": self.technician, "tools": ["万用表", "滤网"]}
        self._step("dispatch", f"/api/v1/calls/{number}/dispatch", plan, self.known.supervisor)
        self._work("accept", number, {})
        self._work("set-out", number, {"tools_confirmed": True})
        self._work("arrive", number, {})
        self._work("record", number, RECORD)
        self._work("sign", number, SIGNATURE)
        self._work("leave", number, {"outcome": "done"})
        self._step("file", f"/api/v1/calls/{number}/file", {}, self.known.clerk)
        return number

    def _told(self) -> dict[str, Any]:
        target = self.chance.choice(self.known.targets)
        return {
            "customer": target.customer,
            "devices": [{"number": self.chance.choice(target.devices)}],
            "phone": target.phone,
            "contact_name": "鲁护士长",
            "fault": self.chance.choice(FAULTS),
            "channel": "telephone",
        }

    def _work(self, step: str, number: str, content: dict[str, Any]) -> None:
        token = self.known.technicians[self.technician]
        self._step(step, f"/api/v1/vouchers/{number}-1/{step}", content, token)

    def _step(self, step: str, path: str, content: dict[str, Any], token: str) -> dict[str, Any]:
        answer = self.wire.write(path, content, token, self.version)
        self.took.append(Took(step, perf_counter() - self.begun, answer.seconds))
        told: dict[str, Any] = answer.content
        self.version = told["version"]
        return told
