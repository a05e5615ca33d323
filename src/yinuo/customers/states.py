"""Where a site lies: town or suburbs, which decides between six and seven working hours (G14)."""

from __future__ import annotations

from enum import StrEnum

from yinuo.lib.words import w


class Zone(StrEnum):
    """Town or suburbs."""

    URBAN = "urban"
    SUBURBAN = "suburban"


ZONE_WORDS = {Zone.URBAN: w("市区", "town"), Zone.SUBURBAN: w("郊区", "suburbs")}
