"""QR codes as SVG: for papers, for the page that the customer scans, for an authenticator app."""

from __future__ import annotations

import re
from functools import lru_cache

import zxingcpp
from django.utils.safestring import SafeString

SIZES = re.compile(r'width="(\d+)" height="(\d+)"')


@lru_cache(maxsize=512)
def svg(text: str) -> SafeString:
    """Return the QR code of `text` (an address) as an SVG element that can be drawn in any size."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    drawn = str(code.to_svg(add_quiet_zones=True))
    sized = SIZES.sub(r'\g<0> viewBox="0 0 \1 \2"', drawn[drawn.index("<svg") :], count=1)
    return SafeString(sized)  # safe: squares alone, the text is not in it
