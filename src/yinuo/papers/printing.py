"""Orders as one PDF: every piece in every copy, set in small lots so that a thousand need little memory."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from yinuo.lib.words import speaking
from yinuo.papers import places, queries, sheets
from yinuo.papers.content import Mark
from yinuo.papers.render import LOT, joined, pdf
from yinuo.papers.states import Paper

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from yinuo.papers.orders import Look, Piece, Printed
    from yinuo.papers.sheets import Sheet

Marked = tuple["Piece", tuple[Mark, ...]]


def paper(pieces: Sequence[Piece], printed: Printed) -> bytes:
    """Return the PDF of a counted order; each foot says the how manieth print it is."""
    marks = [tuple(Mark(printed.by, printed.at, n) for n in each.times) for each in printed.counted]
    return joined(parts(list(zip(pieces, marks, strict=True)), printed.look))


def uncounted(pieces: Sequence[Piece], look: Look, *, by: str) -> bytes:
    """Return the PDF of copies that are not counted; each foot says so."""
    marks = (Mark(by),) * len(look.copies)
    return joined(parts([(piece, marks) for piece in pieces], look))


def parts(marked: Sequence[Marked], look: Look) -> Iterator[bytes]:
    """Yield one PDF for each lot, in the order of the pieces."""
    for kind, alike in groupby(marked, key=lambda each: each[0].paper):
        for lot in _lots(list(alike), kind, look):
            yield _set(lot, kind, look)


def _lots(alike: Sequence[Marked], kind: Paper, look: Look) -> Iterator[Sequence[Marked]]:
    """Signed copies stay together: joining files would take what makes them an archive."""
    most = {Paper.SIGNED: len(alike), Paper.REGISTER: 1}.get(kind, max(1, LOT // len(look.copies)))
    for start in range(0, len(alike), most):
        yield alike[start : start + most]


def _set(lot: Sequence[Marked], kind: Paper, look: Look) -> bytes:
    if kind == Paper.REGISTER:
        return _book(*lot[0], look)
    with speaking(look.language):
        made = [sheet for piece, marks in lot for sheet in _sheets(piece, marks, look)]
        return pdf("form", made, size=look.size, archival=kind == Paper.SIGNED)


def _book(piece: Piece, marks: tuple[Mark, ...], look: Look) -> bytes:
    if piece.branch is None or piece.day is None:
        raise TypeError("a register is of a branch and a day")
    return queries.register(
        piece.calls,
        branch=piece.branch,
        day=piece.day,
        size=look.size,
        language=look.language,
        copies=look.copies,
        marks=marks,
    )


def _sheets(piece: Piece, marks: tuple[Mark, ...], look: Look) -> Iterable[Sheet]:
    """The sheet of each copy: the content is gathered once, the copies differ in label and foot alone."""
    if piece.row is None:
        raise TypeError("a form is of a voucher")
    for copy, mark in zip(look.copies, marks, strict=True):
        if piece.signature:
            address = places.of_check(look.site, piece.signature)
            yield sheets.signed(piece.row, piece.signature, mark, copy=copy, address=address)
        elif piece.visit:
            address = places.of_voucher(look.site, piece.row)
            yield sheets.receipt(piece.visit, mark, copy=copy or "customer", address=address)
        else:
            address = places.of_voucher(look.site, piece.row)
            yield sheets.voucher(piece.row, mark, copy=copy, address=address)
