"""A call from the telephone to the filed voucher, by hand, at both sizes and in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from tests.browser.pictures import wanted
from tests.browser.stage import PHONE, WIDE, Stage
from tests.browser.walk import SOLUTION, Walk
from yinuo.calls.models import Attachment, Call, Visit
from yinuo.handbook.models import Problem
from yinuo.journal.audit import verify

pytestmark = pytest.mark.browser

KEYS = 7
"""N, Enter after the number, 1 for the device, Enter, Tab after the fault, 1 for nobody hurt, Ctrl Enter."""


@pytest.mark.parametrize(
    ("tongue", "desk", "field"),
    [("zh", WIDE, PHONE), ("en", WIDE, PHONE), ("zh", PHONE, WIDE), ("en", PHONE, WIDE)],
    ids=[
        "zh-desk-1440-field-390",
        "en-desk-1440-field-390",
        "zh-desk-390-field-1440",
        "en-desk-390-field-1440",
    ],
)
def test_the_eight_steps(stage: Stage, tongue: str, desk: tuple[int, int], field: tuple[int, int]) -> None:
    walk = Walk(stage, tongue, desk, field, pictures=wanted() and desk == WIDE)
    walk.register()
    assert walk.keys == KEYS
    walk.dispatch()
    technician = walk.go_there()
    walk.talk(technician)
    walk.record(technician)
    walk.escalate(technician)
    link = walk.sign(technician)
    walk.copy(link)
    walk.come_back()
    walk.remember()
    call = Call.objects.get(number=walk.number)
    assert call.state == "filed"
    assert Visit.objects.get(voucher__call=call).latitude is not None
    photos = Attachment.objects.filter(voucher__call=call, kind="photo")
    assert len(photos) == 2
    for photo in photos:
        kept = Image.open(Path(settings.MEDIA_ROOT) / photo.path)
        assert dict(kept.getexif()) == {}
        assert max(kept.size) <= 1600
    assert Problem.objects.get().solution == SOLUTION
    assert list(verify()) == []
