"""The storm: eight clients at work while web server, worker and database are killed at random moments.

To try a seed again: `python -m tests.crashes.storm sqlite|postgres --kills 50 --seed 1`.
"""

from __future__ import annotations

import argparse
import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

from tests.crashes.lives import Book, Client
from tests.crashes.place import Place, kill_all
from tests.crashes.prepare import CLIENTS

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = {"web": 6, "database": 6, "worker": 5, "one web worker": 3}
CALM = (0.05, 0.4)
AGAIN_AT_ONCE = 0.12
FIRST_WRITE_SECONDS = 40.0
STARTING_SECONDS = (0.1, 1.0)


@dataclass
class Outcome:
    """What a storm left: findings, and how long each restart took to the first good write."""

    seed: int
    kills: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    findings: dict[str, list[str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    acknowledged: int = 0
    lives: int = 0
    broken: dict[str, int] = field(default_factory=dict)
    took: float = 0.0

    @property
    def all_findings(self) -> list[str]:
        named = [f"{kind}: {each}" for kind, found in self.findings.items() for each in found]
        return [*named, *(f"refused: {each}" for each in self.refused)]

    @property
    def restarts(self) -> list[float]:
        """Seconds from each kill that stopped all writing to the first write that was acknowledged."""
        return [second for kind in ("web", "database") for second in self.seconds.get(kind, [])]

    def report(self) -> str:
        """Everything in a few lines."""
        lines = [
            f"seed {self.seed}: {sum(self.kills.values())} kills {dict(self.kills)} in {self.took:.0f} s"
        ]
        lines.append(f"{self.lives} lives, {self.acknowledged} writes acknowledged, troubles {self.broken}")
        for kind, seconds in self.seconds.items():
            told = (len(seconds), median(seconds), percentile(seconds, 95), max(seconds))
            lines.append(
                "first good write after {}: {} times, p50 {:.2f} p95 {:.2f} max {:.2f} s".format(kind, *told)
            )
        counts = {kind: len(found) for kind, found in self.findings.items()}
        lines.append(f"findings {counts}, refused {len(self.refused)}")
        return "\n".join([*lines, *self.all_findings[:20]])


def percentile(values: list[float], percent: float) -> float:
    """The smallest value that `percent` of a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * int(percent) // 100) - 1)]


class Storm:
    """One installation, its clients, and the one who kills."""

    def __init__(self, place: Place, *, kills: int, seed: int) -> None:
        self.place, self.kills = place, kills
        self.random = random.Random(f"storm {seed}")
        self.outcome = Outcome(seed)
        self.known: dict[str, Any] = place.told("tests.crashes.prepare")
        self.book = Book(place.folder / "acknowledged.jsonl")
        self.end = threading.Event()

    def run(self) -> Outcome:
        """Let it rage, let it calm down, and judge."""
        begun = time.monotonic()
        self.place.web.start()
        self.place.worker.start()
        self._reference()
        self._rage()
        self._reference()
        self._judge()
        self.outcome.took = time.monotonic() - begun
        return self.outcome

    def _reference(self) -> None:
        """Lives without any kill, late ones and others: what an ordinary call looks like."""
        client = Client("ref", self.place.port, self.known, self.book, self.outcome.seed)
        client.lives = len(self.book.lines)
        for late in (False, True):
            client.late = late
            client.live(threading.Event(), client.lives + 2)

    def _rage(self) -> None:
        clients = [
            Client(str(count), self.place.port, self.known, self.book, self.outcome.seed)
            for count in range(CLIENTS)
        ]
        threads = [threading.Thread(target=client.live, args=(self.end,), daemon=True) for client in clients]
        for thread in threads:
            thread.start()
        try:
            while sum(self.outcome.kills.values()) < self.kills and not self.book.refused:
                time.sleep(self.random.uniform(*CALM))
                self._strike()
        finally:
            self.end.set()
            for thread in threads:
                thread.join(90)
        if any(thread.is_alive() for thread in threads):
            self.book.refuse(f"a client is stuck; {self.place.log()}")
        self.outcome.lives = sum(client.lives for client in clients)

    def _strike(self) -> None:
        kind = self.random.choices(list(KINDS), list(KINDS.values()))[0]
        struck = time.monotonic()
        self._kill(kind)
        while kind in ("web", "database") and self.random.random() < AGAIN_AT_ONCE:
            time.sleep(self.random.uniform(*STARTING_SECONDS))
            struck = time.monotonic()
            self._kill(kind)
        self._first_write(kind, struck)

    def _kill(self, kind: str) -> None:
        self.outcome.kills[kind] += 1
        place = self.place
        if kind == "one web worker":
            kill_all(place.web.workers()[:1])
            return
        struck = {"web": [place.web], "worker": [place.worker], "database": []}[kind]
        if kind == "database" and place.cluster:
            place.cluster.kill()
            place.cluster.start()
        elif kind == "database":
            struck = [place.web, place.worker]
        for each in struck:
            each.kill()
        for each in struck:
            each.start()

    def _first_write(self, kind: str, struck: float) -> None:
        """Wait for the first write sent after the kill and acknowledged, and see that the programs live."""
        seen = len(self.book.lines)
        while time.monotonic() < struck + FIRST_WRITE_SECONDS:
            for line in self.book.lines[max(0, seen - CLIENTS) :]:
                if line.sent > struck:
                    self.outcome.seconds.setdefault(kind, []).append(line.heard - struck)
                    self._worker_as_the_system_keeps_it()
                    return
            time.sleep(0.01)
        self.book.refuse(f"no good write within {FIRST_WRITE_SECONDS} s; {self.place.log()}")

    def _worker_as_the_system_keeps_it(self) -> None:
        """A program that ended by itself (the database was away while it started) is started again."""
        for each in (self.place.web, self.place.worker):
            if each.ended():
                each.kill()
                each.start()

    def _judge(self) -> None:
        self.place.worker.kill()
        self.place.web.kill()
        self.place.yinuo("tick")
        self.outcome.findings = self.place.told("tests.crashes.judge", str(self.book.path))
        self.outcome.refused = self.book.refused
        self.outcome.acknowledged = len(self.book.lines)
        self.outcome.broken = self.book.broken


def weather(
    kind: str, *, kills: int, seed: int, then: Callable[[Place], None] | None = None, **environment: str
) -> Outcome:
    """Run one storm on a database of the given kind; print how to try it again."""
    print(f"python -m tests.crashes.storm {kind} --kills {kills} --seed {seed}", flush=True)
    with Place(kind, **environment) as place:
        outcome = Storm(place, kills=kills, seed=seed).run()
        if then:
            then(place)
        print(outcome.report(), flush=True)
        return outcome


def main() -> int:
    """Run a storm from the terminal; 1 when anything was found."""
    asked = argparse.ArgumentParser()
    asked.add_argument("kind", choices=("sqlite", "postgres"))
    asked.add_argument("--kills", type=int, default=50)
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    given = asked.parse_args()
    outcome = weather(given.kind, kills=given.kills, seed=given.seed)
    print(json.dumps({"restart_p95": percentile(outcome.restarts, 95)}))
    return int(bool(outcome.all_findings))


if __name__ == "__main__":
    raise SystemExit(main())
