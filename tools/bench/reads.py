"""`./bench reads`: lists, pages and search among a thousand, a hundred thousand and a million calls."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from threading import Thread
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tools.bench.memory import Memory, of_processes
from tools.bench.place import Place, Server, place, serving
from tools.bench.rates import Took, percentile
from tools.bench.tables import table
from tools.bench.wire import Wire

if TYPE_CHECKING:
    from pathlib import Path

ONCE = 200
WARM = 40
SECONDS = 6.0
CLIENTS = 8
LIST = "/api/v1/calls?status=open&limit=50"
FREQUENT, RARE = "停机", "臭氧"
ALLOWED = 1.3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is read: its name, its addresses in turn, by whom, and what it may take at p95 (ms)."""

    name: str
    paths: tuple[str, ...]
    by: str
    most: float | None = None


@dataclass(slots=True)
class Read:
    """What reading came to: p50 and p95 (ms) by name, lists a second, memory, seconds of loading."""

    kind: str
    calls: int
    loaded: float
    rate: float = 0.0
    p50: dict[str, float] = field(default_factory=dict)
    p95: dict[str, float] = field(default_factory=dict)
    memory: Memory | None = None


def wanted(told: dict[str, Any]) -> tuple[Wanted, ...]:
    """Return what is read of an installation."""
    search = "/api/v1/calls?limit=50&q="
    return (
        Wanted("list of 50 open calls, API", (LIST,), "token"),
        Wanted("page of a call", tuple(f"/calls/{number}" for number in told["calls"]), "desk", 12),
        Wanted("register, today", ("/calls/",), "desk", 20),
        Wanted("register, open", ("/calls/?tab=open",), "desk", 20),
        Wanted("register, all", ("/calls/?tab=all",), "desk", 20),
        Wanted(f"palette, {FREQUENT} (frequent)", (f"/palette?q={quote(FREQUENT)}",), "desk", 10),
        Wanted(f"palette, {RARE} (rare)", (f"/palette?q={quote(RARE)}",), "desk", 10),
        Wanted(f"search {FREQUENT}, API", (search + quote(FREQUENT),), "token", 10),
        Wanted(f"search {RARE}, API", (search + quote(RARE),), "token", 10),
    )


def measured(kind: str, sizes: tuple[int, ...], keep: Path | None) -> list[Read]:
    """Measure each size on an installation of its own."""
    return [one(kind, calls, keep / f"{kind}-{calls}" if keep else None) for calls in sizes]


def one(kind: str, calls: int, keep: Path | None) -> Read:
    """Load, or find loaded, and read."""
    with place(kind, keep) as where:
        told = loaded(where, calls)
        found = Read(kind, calls, told["seconds"])
        with serving(where, work=False) as server:
            for each in wanted(told):
                times = alone(server, each, told)
                found.p50[each.name], found.p95[each.name] = percentile(times, 0.5), percentile(times, 0.95)
            found.rate = together(server, told)
        with serving(where) as server:
            together(server, told, seconds=2)
            found.memory = of_processes(server.processes)
        return found


def loaded(where: Place, calls: int) -> dict[str, Any]:
    """Return what readers know of the installation; it is loaded unless it was before."""
    known = where.data / "bench.json"
    if not known.exists():
        known.write_text(where.run("-m", "tools.bench.inside", "loading", str(calls)), "utf-8")
    return {**json.loads(known.read_text("utf-8")), **where.ask("-m", "tools.bench.inside", "looking")}


def wire(server: Server, by: str, told: dict[str, Any]) -> Wire:
    """Return a connection of somebody: by token, or by the session of desk or field."""
    if by == "token":
        return Wire(server.port, {"Authorization": f"Bearer {told['known']['supervisor']}"})
    return Wire(server.port, {"Cookie": told[by]})


def alone(server: Server, what: Wanted, told: dict[str, Any]) -> list[float]:
    """Return how long each of many reads took one client, in milliseconds, once warm."""
    asking = wire(server, what.by, told)
    times = []
    for turn in range(WARM + ONCE):
        answer = asking.get(what.paths[turn % len(what.paths)])
        times.append(1000 * answer.seconds)
    asking.close()
    return times[WARM:]


def together(server: Server, told: dict[str, Any], seconds: float = SECONDS) -> float:
    """Return how many lists a second several clients get."""
    took: list[Took] = []
    begun = perf_counter()

    def client() -> None:
        asking = wire(server, "token", told)
        while perf_counter() - begun < seconds:
            answer = asking.get(LIST)
            took.append(Took("list", perf_counter() - begun, answer.seconds))
        asking.close()

    doing = [Thread(target=client) for _ in range(CLIENTS)]
    for each in doing:
        each.start()
    for each in doing:
        each.join()
    return len(took) / max(each.ended for each in took)


def told_of(done: list[Read]) -> str:
    """Return the runs of one database as a table: one column for each size, the last beside the first."""
    heads = ("what", *(f"{each.calls:,} calls" for each in done), f"last : first (at most {ALLOWED})")
    first, last = done[0], done[-1]
    rows: list[tuple[object, ...]] = [
        (f"{name}, p50 / p95 ms", *(f"{each.p50[name]:.1f} / {each.p95[name]:.1f}" for each in done),
         f"{last.p50[name] / first.p50[name]:.2f}")
        for name in first.p50
    ]  # fmt: skip
    rows.append(
        (
            f"lists a second, {CLIENTS} clients",
            *(f"{each.rate:.0f}" for each in done),
            f"{first.rate / last.rate:.2f}",
        )
    )
    rows.append(("memory of the server's processes, MB", *(_memory(each) for each in done), ""))
    rows.append(("seconds of loading", *(f"{each.loaded:.0f}" for each in done), ""))
    return table(heads, rows)


def _memory(read: Read) -> str:
    return f"{read.memory.shared_out:.0f} (RSS {read.memory.resident:.0f})" if read.memory else "–"


def kept(done: list[Read]) -> str:
    """Return the runs as JSON."""
    return json.dumps([asdict(each) for each in done], ensure_ascii=False, indent=1)
