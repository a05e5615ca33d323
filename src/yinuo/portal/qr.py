"""The QR code of an address as a picture that scales."""

from __future__ import annotations

import re

from yinuo.papers import qr

SIZE = re.compile(r'width="(\d+)" height="(\d+)"')


def picture(address: str) -> str:
    """Return the QR code of `address` as an SVG document with a viewBox and no fixed size."""
    return SIZE.sub(r'viewBox="0 0 \1 \2"', qr.svg(address), count=1)
