"""QR codes as SVG: for papers, for the page that the customer scans, for an authenticator app."""

from __future__ import annotations

import re
from functools import lru_cache

import zxingcpp

SIZES = re.compile(r'width="(\d+)" height="(\d+)"')


@lru_cache(maxsize=512)
def svg(text: str) -> str:
    """Return the QR code of `text` (an address) as an SVG element without fixed pixel size."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    drawn = str(code.to_svg(add_quiet_zones=True))
    return drawn[drawn.index("<svg") :]
