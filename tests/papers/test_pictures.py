"""The papers as pictures, for the guide: `YINUO_PICTURES=1 pytest tests/papers/test_pictures.py` keeps them."""

from __future__ import annotations

import io
import subprocess
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.browser import pictures
from tests.papers import samples
from tests.papers.test_looks import printed
from tests.world import World, at, build
from yinuo.customers.models import Customer
from yinuo.papers import access
from yinuo.people.models import User

if TYPE_CHECKING:
    from yinuo.papers.orders import Piece

pytestmark = pytest.mark.django_db
SHOWN = (
    ("paper-voucher", "a4"),
    ("paper-three-part", "241x140"),
    ("paper-signed", "a5"),
    ("paper-register", "a4"),
)


@pytest.fixture
def world() -> World:
    """A day with some calls, of people with the names of people."""
    world = build()
    for username, name in (("technician", "陶谦"), ("clerk", "柳眉")):
        User.objects.filter(username=username).update(name=name)
        world.people[username].name = name
    Customer.objects.filter(pk=world.customer.pk).update(name="昆仑体检中心")
    return world


def pieces(world: World) -> dict[str, list[Piece]]:
    call = samples.ordinary(world)
    for when, fault in (
        ("11:20", "图像有环状伪影"),
        ("13:45", "床面升降到一半就停"),
        ("15:10", "预约年度保养"),
    ):
        world.register(when=at(f"2026-11-24 {when}"), fault=fault, devices=(world.second,))
    number = [f"{call.number}-1"]
    voucher = access.vouchers(world.clerk, number)
    return {
        "paper-voucher": voucher,
        "paper-three-part": voucher,
        "paper-signed": access.signed(world.clerk, number),
        "paper-register": access.day(world.clerk, "SH", call.day),
    }


def drawn(paper: bytes) -> Image.Image:
    """The first page of a PDF."""
    made = subprocess.run(
        ["pdftoppm", "-r", "90", "-png", "-l", "1", "-"], input=paper, capture_output=True, check=True
    )
    return Image.open(io.BytesIO(made.stdout)).convert("RGB")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_paper_is_a_page_with_something_on_it(world: World, language: str) -> None:
    made = pieces(world)
    for name, size in SHOWN:
        copies = ("",) if name in ("paper-register", "paper-signed") else ("customer",)
        picture = drawn(printed(made[name], size, language, copies))
        dark = sum(picture.convert("L").histogram()[:128]) / (picture.width * picture.height)
        assert 0.005 < dark < 0.25, name
        if pictures.wanted():
            target = pictures.PLACE / language / f"{name}.png"
            picture.quantize(16, dither=Image.Dither.NONE).save(target, optimize=True)
