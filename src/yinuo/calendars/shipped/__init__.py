"""The table of China's holidays and make-up days that ships; nothing is guessed for the years after it."""

from __future__ import annotations

import csv
from importlib.resources import files

CHINA_YEARS = frozenset({2024, 2025, 2026})


def china_rows() -> list[list[str]]:
    """Return the rows of China's special days of `CHINA_YEARS`, headings first."""
    text = files(__name__).joinpath("china_days.csv").read_text("utf-8")
    return list(csv.reader(text.splitlines()))
