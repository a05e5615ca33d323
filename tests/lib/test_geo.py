"""Distances between positions."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.lib.geo import EARTH_RADIUS, Point, metres
from yinuo.lib.refusal import Invalid

points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        (Point(0, 0), Point(0, 0), 0),
        (Point(0, 0), Point(0, 1), 111_195),
        (Point(0, 0), Point(1, 0), 111_195),
        (Point(60, 0), Point(60, 1), 55_597),
        (Point(0, 179.5), Point(0, -179.5), 111_195),
        (Point(90, 0), Point(-90, 0), 20_015_115),
        (Point(23.1291, 113.2644), Point(39.9042, 116.4074), 1_889_600),  # Guangzhou, Beijing
    ],
)
def test_known_distances(here, there, expected):
    assert metres(here, there) == pytest.approx(expected, rel=2e-3, abs=0.5)


def test_the_arrival_fence_is_told_apart():
    site = Point(23.12910, 113.26440)
    assert metres(site, Point(23.13170, 113.26440)) < 300
    assert metres(site, Point(23.13190, 113.26440)) > 300


@given(here=points, there=points)
def test_there_is_as_far_as_back(here, there):
    assert metres(here, there) == pytest.approx(metres(there, here), abs=1e-6)
    assert 0 <= metres(here, there) <= math.pi * EARTH_RADIUS + 1


@given(here=points, way=points, there=points)
def test_a_detour_is_never_shorter(here, way, there):
    assert metres(here, there) <= metres(here, way) + metres(way, there) + 1


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(90.1, 0), (-91, 0), (0, 180.1), (0, -181), (math.nan, 0), (0, math.nan), (math.inf, 0), (0, -math.inf)],
)
def test_what_is_no_position_is_refused(latitude, longitude):
    with pytest.raises(Invalid) as refused:
        Point(latitude, longitude)
    assert refused.value.code == "position"
    assert refused.value.words.zh
