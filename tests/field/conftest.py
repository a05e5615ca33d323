"""What every test of the field begins with: the small world, a job on the way, and a technician's phone."""

from __future__ import annotations

import base64
import io
import re
import uuid
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.world import COMPLETE, MORNING, World, build
from yinuo.calls.models import Record, Voucher
from yinuo.calls.queries import jobs
from yinuo.devices.commands import put_checklist
from yinuo.journal.models import Entry
from yinuo.policy.queries import forget as forget_policy
from yinuo.web import clock

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from yinuo.calls.models import Call

ITEMS = [
    {"code": "power", "kind": "check", "required": True, "words": {"zh": "电源正常", "en": "power is fine"}},
    {
        "code": "room",
        "kind": "number",
        "required": True,
        "unit": "℃",
        "low": "18",
        "high": "24",
        "words": {"zh": "机房温度", "en": "room temperature"},
    },
    {
        "code": "water",
        "kind": "number",
        "required": False,
        "unit": "bar",
        "low": "1.8",
        "words": {"zh": "冷却水压", "en": "water pressure"},
    },
    {
        "code": "scan",
        "kind": "choice",
        "required": True,
        "choices": [
            {"code": "ok", "words": {"zh": "无报错", "en": "no error"}},
            {"code": "bad", "words": {"zh": "有报错", "en": "errors"}},
        ],
        "words": {"zh": "试扫 3 次", "en": "three test scans"},
    },
    {
        "code": "plate",
        "kind": "photo",
        "required": True,
        "words": {"zh": "铭牌照片", "en": "photo of the plate"},
    },
    {"code": "around", "kind": "text", "required": False, "words": {"zh": "环境", "en": "surroundings"}},
]
TALK = {"spoken_with": "鲁护士长", "learned": "开机后十分钟停机", "proposed": "先换滤网再试"}
WORK = {name: value for name, value in COMPLETE.items() if name != "answers"} | {"answer_power": "on"}


@dataclass
class Phone:
    """Somebody's phone: opens pages and presses buttons at a given instant, as the pages' forms would."""

    world: World
    who: str = "technician"
    language: str = "zh"
    now: datetime = MORNING
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        self.client.force_login(self.world.people[self.who])
        self.client.cookies["language"] = self.language

    def open(self, path: str, **query: str) -> HttpResponse:
        """Open a page, whatever comes."""
        with clock.at(self.now):
            return self.client.get(path, query)

    def read(self, path: str, **query: str) -> str:
        """Return the words of a page that must be there."""
        answer = self.open(path, **query)
        assert answer.status_code == 200, answer.status_code
        return words(answer)

    def send(
        self, number: str, step: str, *, key: str = "", version: Any = None, **sent: Any
    ) -> HttpResponse:
        """Press the button of a step, on the page as it is now unless an older version is given."""
        call = Voucher.objects.get(number=number).call
        form = {"key": key or str(uuid.uuid4()), "version": call.version if version is None else version}
        with clock.at(self.now):
            return self.client.post(f"/field/jobs/{number}/{step}", form | sent)

    def do(self, number: str, step: str, **sent: Any) -> str:
        """Press a button that must be taken; return where it leads."""
        answer = self.send(number, step, **sent)
        assert answer.status_code == 303, words(answer)
        return answer["Location"]

    def refused(self, number: str, step: str, status: int = 422, **sent: Any) -> str:
        """Press a button that must be refused and changes nothing; return the words of the page."""
        before = Entry.objects.count()
        answer = self.send(number, step, **sent)
        assert answer.status_code == status, (answer.status_code, words(answer))
        assert Entry.objects.count() == before
        return words(answer)

    def go(self, number: str, until: str = "leave") -> None:
        """Take a dispatched job on, to just before the step `until`."""
        for step, sent in STEPS:
            if step == until:
                return
            self.do(number, step, **sent)


STEPS: list[tuple[str, dict[str, Any]]] = [
    ("accept", {}),
    ("set-out", {"tools": "on"}),
    ("arrive", {}),
    ("meeting", TALK),
    ("record", WORK),
]


def words(answer: HttpResponse) -> str:
    """Return a page's text as a reader sees it."""
    text = re.sub(r"<(script|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


def picture(
    size: tuple[int, int] = (40, 30), kind: str = "JPEG", name: str = "IMG_0001.jpg", **named: Any
) -> SimpleUploadedFile:
    """Return a photo as a phone would send it."""
    kept = io.BytesIO()
    Image.new("RGB", size, (40, 90, 120)).save(kept, kind, **named)
    return SimpleUploadedFile(name, kept.getvalue(), f"image/{kind.lower()}")


def drawing() -> dict[str, str]:
    """Return a drawn signature as the signature pad sends it."""
    kept = io.BytesIO()
    Image.new("RGBA", (30, 20), (0, 0, 0, 0)).save(kept, "PNG")
    png = base64.b64encode(kept.getvalue()).decode()
    return {"signature_png": f"data:image/png;base64,{png}", "signature_svg": "M10 10L60 40M20 5L30 60"}


SIGNED = {"kind": "drawn", "purpose": "completed", "signer": "鲁护士长", "post": "放射科护士长"}


def voucher(number: str) -> Voucher:
    """Return a voucher fresh from the database."""
    return jobs.voucher(number)


def record(number: str) -> Record:
    """Return the newest section of a voucher's record."""
    return Record.objects.filter(voucher__number=number, latest=True).latest("section")


@pytest.fixture
def world(db: None) -> World:
    forget_policy()
    return build()


@pytest.fixture
def rich(world: World) -> World:
    """The world with a checklist of every kind on its model."""
    put_checklist(product_model=world.model, items=ITEMS, at=MORNING.replace(year=2025))
    return world


@pytest.fixture
def phone(world: World) -> Phone:
    return Phone(world)


@pytest.fixture
def english(world: World) -> Phone:
    return Phone(world, language="en")


@pytest.fixture
def call(world: World) -> Call:
    """A breakdown dispatched to the technician."""
    return world.dispatch(world.register())


@pytest.fixture
def number(call: Call) -> str:
    """The voucher of the dispatched breakdown."""
    return f"{call.number}-1"
