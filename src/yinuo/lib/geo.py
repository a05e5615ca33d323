"""Positions on the earth in WGS-84 degrees, as telephones give them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from yinuo.lib.refusal import invalid
from yinuo.lib.words import w

EARTH_RADIUS = 6_371_008.8
"""Mean radius in metres (IUGG)."""


@dataclass(frozen=True, slots=True)
class Point:
    """A position in WGS-84 degrees. Invalid `position` when out of range or not a number."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            words = w("位置要写成 WGS-84 的纬度和经度", "A position is a latitude and longitude in WGS-84")
            raise invalid("position", words, "position")


def metres(here: Point, there: Point) -> float:
    """Return the distance along the surface in metres (haversine, within 0.6 %)."""
    from_latitude, to_latitude = math.radians(here.latitude), math.radians(there.latitude)
    half_north = (to_latitude - from_latitude) / 2
    half_east = math.radians(there.longitude - here.longitude) / 2
    chord = (
        math.sin(half_north) ** 2 + math.cos(from_latitude) * math.cos(to_latitude) * math.sin(half_east) ** 2
    )
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, chord)))
