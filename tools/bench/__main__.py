"""`./bench`: what is asked for is measured and printed as tables; with `--write` they stay in docs/bench."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.bench import keeping, living, reads
from tools.bench.place import KINDS


def main(words: list[str]) -> int:
    """Measure what is asked for; 1 when something the clients did was refused."""
    asked = arguments().parse_args(words)
    kinds = KINDS if asked.database == "both" else (asked.database,)
    good = True
    for kind in kinds:
        if asked.what in {"lives", "all"}:
            text, well = living.measured(kind, asked.clients, asked.seconds)
            good = good and well
            keeping.shown("lives", kind, text, write=asked.write)
        if asked.what in {"reads", "all"}:
            done = reads.measured(kind, asked.calls, asked.keep)
            keeping.shown("reads", kind, reads.told_of(done), write=asked.write)
    return 0 if good else 1


def arguments() -> argparse.ArgumentParser:
    """Return what may be asked."""
    parser = argparse.ArgumentParser(prog="./bench")
    parser.add_argument("what", choices=["lives", "reads", "all"])
    parser.add_argument("--database", choices=[*KINDS, "both"], default="both")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=numbers, default=(1, 8))
    parser.add_argument("--calls", type=numbers, default=(1_000, 100_000, 1_000_000))
    parser.add_argument("--keep", type=Path, help="a folder in which loaded installations stay")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/bench")
    return parser


def numbers(text: str) -> tuple[int, ...]:
    """Read whole numbers with commas between them."""
    return tuple(int(each) for each in text.split(","))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
