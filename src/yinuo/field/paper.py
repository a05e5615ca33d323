"""The signed document as the phone shows it; how it is read stands with the papers."""

from __future__ import annotations

from yinuo.papers.document import Line, checklists, frame, lines, money, part

__all__ = ["Line", "checklists", "frame", "lines", "money", "part"]
