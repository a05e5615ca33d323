"""`./bench lives`: the life of a call at one and several clients, with its floor in the same run."""

from __future__ import annotations

from dataclasses import dataclass

from tools.bench import known, lives
from tools.bench.place import Place, place, serving
from tools.bench.rates import of_name, per_ten_seconds, summary
from tools.bench.tables import table

CUSTOMERS = 400
FLOOR_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """One run with its floor: lives a second of both."""

    run: lives.Run
    floor: float

    @property
    def rate(self) -> float:
        """Whole lives a second."""
        return len(self.run.lives) / self.run.seconds

    @property
    def commands(self) -> float:
        """Commands a second."""
        return len(self.run.commands) / self.run.seconds


def measured(kind: str, clients: tuple[int, ...], seconds: float) -> tuple[str, bool]:
    """Measure each number of clients on a fresh installation; return tables, and whether all went well."""
    done = [one(kind, count, seconds) for count in clients]
    return "\n".join(told(each) for each in done), not any(each.run.failed for each in done)


def one(kind: str, clients: int, seconds: float) -> Figures:
    """Measure lives, then the floor, alone on one fresh installation."""
    with place(kind) as where:
        whom = company(where)
        with serving(where) as server:
            lives.run(server.port, whom, clients=clients, seconds=min(3.0, seconds))
            run = lives.run(server.port, whom, clients=clients, seconds=seconds)
        return Figures(run, floor(where, run.last, clients, min(FLOOR_SECONDS, seconds)))


def company(where: Place, customers: int = CUSTOMERS) -> known.Known:
    """Make the measured company there and return what clients know."""
    return known.read(where.ask("-m", "tools.bench.inside", "company", str(customers)))


def floor(where: Place, number: str, clients: int, seconds: float) -> float:
    """Return the lives a second by raw SQL; 0 when no life was lived."""
    if not number:
        return 0.0
    return float(where.ask("-m", "tools.bench.floor", number, str(clients), str(seconds))["rate"])


def told(figures: Figures) -> str:
    """Return a run as two tables in Markdown: the rates, and each command."""
    run = figures.run
    spans = " ".join(
        f"{rate:.1f}" for rate in per_ten_seconds([each.ended for each in run.lives], run.seconds)
    )
    whole = summary(run.commands)
    rates = table(
        (
            "clients",
            "seconds",
            "lives/s",
            "commands/s",
            "p50 ms",
            "p95 ms",
            "max ms",
            "floor lives/s",
            "share",
        ),
        [
            (
                run.clients,
                f"{run.seconds:.0f}",
                f"{figures.rate:.1f}",
                f"{figures.commands:.0f}",
                f"{whole.p50:.1f}",
                f"{whole.p95:.1f}",
                f"{whole.worst:.0f}",
                f"{figures.floor:.0f}",
                f"{figures.rate / figures.floor:.1%}" if figures.floor else "–",
            )
        ],
    )
    steps = [(name, summary(of_name(run.commands, name))) for name in lives.STEPS]
    each = table(
        ("command", "count", "p50 ms", "p95 ms", "max ms"),
        [(name, it.count, f"{it.p50:.1f}", f"{it.p95:.1f}", f"{it.worst:.0f}") for name, it in steps],
    )
    failed = "".join(f"\nrefused: {words}\n" for words in run.failed)
    return f"{rates}\nlives/s of each ten seconds: {spans or '–'}\n\n{each}{failed}"
