"""QR codes of papers: drawn as those of every page."""

from __future__ import annotations

from yinuo.web.qr import svg

__all__ = ["svg"]
