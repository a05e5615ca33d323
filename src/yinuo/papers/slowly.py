"""Long orders set step by step, so that a page can show how far they are; what is set is kept for a day."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from yinuo.papers import printing, render
from yinuo.papers.orders import Printed
from yinuo.web import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yinuo.papers.orders import Piece

FOLDER = "prints"
STEP = 40
KEPT = timedelta(days=1)


def done(by_id: int, key: str) -> int:
    """Return how many sheets of an order are set."""
    return max((_upto(name) for name in _names(_place(by_id, key))), default=0)


def step(by_id: int, key: str, pieces: Sequence[Piece], printed: Printed) -> int:
    """Set the next sheets of an order and return how many are set; nothing more once all are."""
    place = _place(by_id, key)
    start = done(by_id, key)
    if not start:
        tidy()
    copies = len(printed.look.copies)
    first = start // copies
    until = min(len(pieces), first + max(1, STEP // copies))
    if first < until:
        part = Printed(printed.by, printed.at, printed.look, printed.counted[first:until])
        made = ContentFile(printing.paper(pieces[first:until], part))
        name = f"{place}/{first * copies:05}-{until * copies:05}.pdf"
        if not default_storage.exists(name):
            default_storage.save(name, made)
    return until * copies


def whole(by_id: int, key: str, printed: Printed) -> bytes | None:
    """Return the PDF of an order that was set step by step to its end; None for any other."""
    if done(by_id, key) < printed.sheets:
        return None
    place = _place(by_id, key)
    names = [f"{place}/{name}" for name in sorted(_names(place))]
    return render.joined(default_storage.open(name).read() for name in names)


def tidy() -> None:
    """Take away what was set more than a day ago."""
    limit = clock.now() - KEPT
    for folder in _folders():
        place = f"{FOLDER}/{folder}"
        for name in _names(place):
            if default_storage.get_modified_time(f"{place}/{name}") < limit:
                default_storage.delete(f"{place}/{name}")


def _place(by_id: int, key: str) -> str:
    return f"{FOLDER}/{hashlib.sha256(f'{by_id}/{key}'.encode()).hexdigest()[:32]}"


def _names(place: str) -> list[str]:
    return [name for name in _listed(place)[1] if name.endswith(".pdf")]


def _folders() -> list[str]:
    return _listed(FOLDER)[0]


def _listed(place: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(place)
    except FileNotFoundError:
        return [], []


def _upto(name: str) -> int:
    return int(name.removesuffix(".pdf").rpartition("-")[2])
