"""What the first look at a page costs on the wire, packed: 200 kB at the desk, 120 kB in the field and for the customer."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from tests.browser.stage import PHONE, WIDE, Stage

if TYPE_CHECKING:
    from playwright.sync_api import Response

pytestmark = pytest.mark.browser

PACKED = ("text/", "javascript", "json", "svg")


LOOKS = (
    ("clerk", "/", WIDE, 200_000),
    ("clerk", "/calls/", WIDE, 200_000),
    ("clerk", "/calls/new", WIDE, 200_000),
    ("supervisor", "/dispatch/SH-20261124-0001", WIDE, 200_000),
    ("supervisor", "/calls/SH-20261123-0001", WIDE, 200_000),
    ("technician", "/field/", PHONE, 120_000),
    ("technician", "/field/jobs/SH-20261123-0001-1", PHONE, 120_000),
    ("", "/check", PHONE, 120_000),
    ("", "/sign-in", WIDE, 200_000),
)


def test_the_first_look_is_light(stage: Stage) -> None:
    heavy: dict[str, int] = {}
    for who, path, size, most in LOOKS:
        person = stage.person(who, size=size)
        answers: list[Response] = []
        person.page.on("response", lambda answer, kept=answers: kept.append(answer))
        person.go(path)
        assert person.page.url.endswith(path)
        assert len(answers) > 3
        found = sum(weight(answer) for answer in answers)
        if found > most:
            heavy[path] = found
        person.visit.context.close()
    assert heavy == {}


def weight(answer: Response) -> int:
    """How many bytes an answer weighs; texts as they are packed on the way."""
    body: bytes = answer.body()
    kind = answer.headers.get("content-type", "")
    return len(gzip.compress(body, 6)) if any(each in kind for each in PACKED) else len(body)
