"""Prints counted: each stands in the journal of its call or day: who, which paper, which copy, how often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from yinuo.calls.models import Call
from yinuo.journal.commands import change, note
from yinuo.journal.models import Entry
from yinuo.lib.refusal import invalid
from yinuo.lib.words import w
from yinuo.papers.orders import Counted, Printed
from yinuo.papers.states import Paper

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from yinuo.calls.commands.gate import Deed
    from yinuo.papers.orders import Look, Piece

VERB = "printed"
MOST_SHEETS = 3_000
Key = tuple[str, str, str]
TOO_MANY = w("一次最多打印 {most} 张。", "At most {most} sheets at a time.")
NOTHING = w("没有要打印的。", "There is nothing to print.")


@transaction.atomic
def count(pieces: Sequence[Piece], look: Look, deed: Deed) -> Printed:
    """Count a print of each piece in each copy, and write it into the journal.

    A line of the call for a voucher, of the day for a register; it changes nothing else, so nobody's version
    goes stale. Invalid `nothing_to_print` and `too_many` (sheets).
    """
    if not pieces:
        raise invalid("numbers", NOTHING, "nothing_to_print")
    if len(pieces) * len(look.copies) > MOST_SHEETS:
        raise invalid("numbers", TOO_MANY.format(most=MOST_SHEETS), "too_many")
    calls = _locked(pieces)
    known = _known(("call", number) for number in calls) | _known(
        ("day", piece.number) for piece in pieces if piece.paper == Paper.REGISTER
    )
    counted = [_counted(piece, look.copies, known) for piece in pieces]
    for piece, each in zip(pieces, counted, strict=True):
        details = {
            "paper": each.paper,
            "size": look.size,
            "times": dict(zip(look.copies, each.times, strict=True)),
        }
        if piece.row is None:
            note("day", piece.number, VERB, by=deed.by, at=deed.at, details=details)
        else:
            about = {"voucher": piece.row.number, "number": piece.number, **details}
            change(calls[piece.row.call.number], VERB, by=deed.by, at=deed.at, details=about)
    return Printed(deed.by.name, deed.at, look, tuple(counted))


def _locked(pieces: Sequence[Piece]) -> dict[str, Call]:
    numbers = {piece.row.call.number for piece in pieces if piece.row}
    rows = Call._base_manager.select_for_update(of=("self",)).filter(number__in=numbers).order_by("pk")
    return {call.number: call for call in rows} if numbers else {}


def _known(subjects: Iterable[tuple[str, str]]) -> dict[Key, int]:
    """How often each paper, number and copy was printed before; one query for each kind of subject."""
    keys: dict[str, list[str]] = {}
    for kind, subject in subjects:
        keys.setdefault(kind, []).append(subject)
    known: dict[Key, int] = {}
    for kind, named in keys.items():
        for entry in Entry.objects.filter(subject_kind=kind, subject_key__in=named, verb=VERB):
            told = entry.details
            number = told.get("number") or entry.subject_key
            for copy, times in told["times"].items():
                key = (told["paper"], number, copy)
                known[key] = max(known.get(key, 0), times)
    return known


def _counted(piece: Piece, copies: Sequence[str], known: dict[Key, int]) -> Counted:
    times = []
    for copy in copies:
        key = (str(piece.paper), piece.number, copy)
        known[key] = known.get(key, 0) + 1
        times.append(known[key])
    return Counted(str(piece.paper), piece.number, tuple(times))
