"""The whole job by touch on a phone of 390 × 844, from the first tap to the customer's copy; in both languages."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from tests.browser.stage import PHONE, SITE, Person, Stage, touch
from tests.world import at
from yinuo.calls.models import Attachment, Call, Record, Signature, Voucher
from yinuo.journal import audit
from yinuo.journal.commands import put
from yinuo.journal.models import Entry
from yinuo.journal.writers import declared

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STROKES = (
    [(40.0, 40.0), (70.0, 46.0), (100.0, 52.0), (130.0, 50.0)],
    [(80.0, 20.0), (78.0, 60.0), (72.0, 100.0), (70.0, 120.0)],
    [(160.0, 40.0), (200.0, 44.0), (240.0, 46.0)],
    [(200.0, 30.0), (190.0, 80.0), (180.0, 124.0)],
)


def dispatched(stage: Stage) -> str:
    """Register and dispatch a breakdown; return its voucher's number."""
    world = stage.world
    site = world.customer.sites.get()
    site.latitude, site.longitude = (Decimal(str(SITE[name])) for name in ("latitude", "longitude"))
    with declared("test", "where the customer is"), transaction.atomic():
        put(site)
    call = world.register(when=at("2026-11-24 09:00"), fault="扫描中断，E-2107")
    world.dispatch(call, when=at("2026-11-24 09:03"), tools=("万用表", "F-12 滤网"), order_reason="急")
    return f"{call.number}-1"


def open_today(stage: Stage, tongue: str = "zh", **more: object) -> Person:
    """A technician looks at the phone."""
    phone = stage.person("technician", size=PHONE, tongue=tongue, place=SITE, **more)
    phone.go("/field/")
    return phone


def calm(phone: Person) -> None:
    """Nothing is out of order; a link half under the bar at the bottom can be scrolled out from under it."""
    found = phone.flaws()
    if [each[0] for each in found if isinstance(each, tuple)] == ["target-size"]:
        phone.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        found = phone.flaws()
    assert found == [], f"{phone.page.url}: {found}"


def follow(phone: Person, selector: str) -> None:
    """Tap a link and wait for its page."""
    with phone.page.expect_navigation(wait_until="load"):
        phone.page.locator(selector).first.tap()


def tap(phone: Person, zh: str, en: str) -> None:
    """Tap a button and wait for the page that follows."""
    with phone.page.expect_navigation(wait_until="load"):
        phone.named("button", zh, en).first.tap()


def to_site(stage: Stage, phone: Person) -> None:
    """Accept, confirm the tools, set out, arrive with a position."""
    calm(phone)
    tap(phone, "接单", "Accept the job")
    phone.reads("HZ-SH-2026-")
    stage.clock("2026-11-24 09:10")
    phone.page.get_by_label(phone.say("工具已带齐", "I have all the tools")).tap()
    tap(phone, "出发", "Set out")
    stage.clock("2026-11-24 09:40")
    tap(phone, "我到了", "I have arrived")
    calm(phone)


def talk(phone: Person) -> None:
    """Note the talk with the person in charge."""
    phone.fill(spoken_with="鲁护士长", learned="机房昨晚起很热", proposed="先查空调和滤网")
    tap(phone, "记下面谈，开始处理", "Note the talk, start work")
    calm(phone)


def work(phone: Person, picture: Path) -> None:
    """Fill in what was found and done, with a part more than the page showed, and a photo."""
    page = phone.page
    phone.fill(found="空调停机，室温 31 ℃", work="换滤网，清风道", cause="空调停机", minutes="45", fee="80")
    page.get_by_label(phone.say("电源正常", "power is fine")).tap()
    phone.fill(answer_room="31.5")
    page.locator("label:has([name=answer_scan][value=ok])").tap()
    page.locator("[name=answer_plate]").set_input_files(picture)
    page.locator("summary", has_text=phone.say("零件", "Parts")).first.tap()
    phone.fill(parts_0_name="F-12 滤网", parts_0_quantity="1")
    phone.named("button", "再加一个零件", "Another part").tap()
    phone.fill(parts_1_name="扎带", parts_1_quantity="4")
    for box in page.locator("[name=points]").all():
        box.tap()


def sign(phone: Person) -> None:
    """The customer signs on the glass with a finger."""
    phone.reads(
        "空调停机，室温 31 ℃",
        "扎带 × 4",
        phone.say("机房温度：31.5 ℃，超出限值", "room temperature: 31.5 ℃, outside the limits"),
    )
    glass = phone.page.locator("canvas")
    glass.scroll_into_view_if_needed()
    box = glass.bounding_box()
    assert box
    for stroke in STROKES:
        touch(phone.page, [(box["x"] + x, box["y"] + y) for x, y in stroke])
    phone.reads(phone.say("已签，可重签", "Signed; may be cleared"))
    phone.fill(post="放射科护士长")
    calm(phone)
    tap(phone, "签字，锁定凭证", "Sign and lock")


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A photo with a position in it, as a phone's camera makes it."""
    from PIL import Image

    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (31.0, 12.0, 0.0)}
    path = tmp_path / "IMG_0001.jpg"
    Image.new("RGB", (2400, 1800), (90, 120, 60)).save(path, exif=exif)
    return path


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_the_whole_job_by_touch(stage: Stage, picture: Path, tongue: str) -> None:
    number = dispatched(stage)
    phone = open_today(stage, tongue)
    phone.reads(phone.say("今天，还有 1 单", "Today, 1 to do"))
    to_site(stage, phone) if phone.page.url.endswith(number) else _from_today(stage, phone, number)
    talk(phone)
    work(phone, picture)
    tap(phone, "保存，去签字", "Save, go and sign")
    sign(phone)
    calm(phone)
    tap(phone, "完成，离开现场", "Finish and leave")
    calm(phone)
    voucher = Voucher.objects.get(number=number)
    assert (voucher.state, voucher.outcome) == ("done", "done")
    visit = voucher.visits.get()
    assert (visit.far, visit.metres_away) == (False, 0)
    record = Record.objects.get(voucher=voucher)
    assert [part["name"] for part in record.parts] == ["F-12 滤网", "扎带"]
    plate = Attachment.objects.get(kind="photo")
    assert record.answers == {
        "power": True,
        "room": "31.5",
        "scan": "ok",
        "plate": plate.sha256,
        "water": None,
        "around": None,
    }
    assert Signature.objects.get(voucher=voucher).strokes.count("M") == len(STROKES)
    assert list(audit.verify()) == []
    follow(phone, 'a[href^="/c/"]')
    phone.reads("扎带 × 4", "鲁护士长")
    calm(phone)


def _from_today(stage: Stage, phone: Person, number: str) -> None:
    follow(phone, f'a[href="/field/jobs/{number}"]')
    to_site(stage, phone)


def test_the_customer_opens_the_copy_and_checks_it(stage: Stage) -> None:
    call = stage.world.register(when=at("2026-11-24 08:40"), devices=(stage.world.second,))
    _sign_by_command(stage, call)
    token = Signature.objects.latest("pk").token
    customer = stage.person("", size=PHONE)
    customer.go(f"/c/{token}")
    customer.reads("服务凭证副本", "换滤网，清风道")
    calm(customer)
    follow(customer, 'a[href^="/check"]')
    customer.reads("有这份凭证，现在有效")
    calm(customer)
    customer.page.locator("form.y-lang button").tap()
    customer.page.get_by_text("It exists and stands").wait_for()


def _sign_by_command(stage: Stage, call: Call) -> None:
    world = stage.world
    when = at("2026-11-24 09:00")
    world.dispatch(call, when=when, order_reason="急")
    from yinuo.calls import commands as calls

    number, deed = f"{call.number}-1", world.deed("technician", when)
    calls.accept(number=number, version=None, deed=deed)
    calls.set_out(number=number, version=None, deed=deed, tools_confirmed=True)
    calls.arrive(number=number, version=None, deed=deed)
    world.work(call, when=when, answers={"power": True, "room": "20", "scan": "ok", "plate": "a" * 64})
    world.sign(call, when=when)


def test_a_double_tap_takes_the_job_on_once(stage: Stage) -> None:
    number = dispatched(stage)
    phone = open_today(stage)
    phone.go(f"/field/jobs/{number}")
    with phone.page.expect_navigation(wait_until="load"):
        phone.named("button", "接单", "Accept the job").dblclick()
    phone.page.get_by_text("工具已带齐").wait_for()
    assert Entry.objects.filter(verb="accepted", subject_key=number.rpartition("-")[0]).count() == 1


def test_refusing_the_position_refuses_nothing(stage: Stage) -> None:
    number = dispatched(stage)
    phone = stage.person("technician", size=PHONE)
    phone.page.add_init_script(
        "navigator.geolocation.getCurrentPosition = (_ok, no) => no(new Error('denied'))"
    )
    phone.go(f"/field/jobs/{number}")
    to_site(stage, phone)
    visit = Voucher.objects.get(number=number).visits.get()
    assert visit.arrived_at is not None
    assert visit.latitude is None


def test_what_was_typed_survives_a_reload(stage: Stage) -> None:
    number = dispatched(stage)
    phone = open_today(stage)
    phone.go(f"/field/jobs/{number}")
    to_site(stage, phone)
    phone.page.locator("[name=learned]").press_sequentially("机房昨晚起很热")
    phone.page.wait_for_timeout(500)
    phone.page.reload()
    assert phone.page.locator("[name=learned]").input_value() == "机房昨晚起很热"


def test_an_added_row_can_be_saved_and_comes_back(stage: Stage) -> None:
    number = dispatched(stage)
    phone = open_today(stage)
    phone.go(f"/field/jobs/{number}")
    to_site(stage, phone)
    talk(phone)
    phone.page.locator("summary", has_text="读数").first.tap()
    phone.fill(readings_0_name="室温", readings_0_value="31", readings_0_unit="℃")
    for _ in range(2):
        phone.named("button", "再加一个读数", "Another reading").tap()
    phone.fill(readings_2_name="电压", readings_2_value="220")
    tap(phone, "先保存", "Save for now")
    assert [row["name"] for row in Record.objects.get(voucher__number=number).readings] == ["室温", "电压"]
    assert phone.page.locator("[name=readings_1_value]").input_value() == "220"
    calm(phone)


@pytest.mark.parametrize("kind", ["drawn", "scan", "none"])
def test_only_the_fields_of_the_chosen_kind_are_seen(stage: Stage, kind: str) -> None:
    number = dispatched(stage)
    phone = open_today(stage)
    phone.go(f"/field/jobs/{number}")
    to_site(stage, phone)
    phone.go(f"/field/jobs/{number}/sign")
    phone.page.locator(f"label:has([name=kind][value={kind}])").tap()
    seen = {
        "drawn": phone.page.locator("canvas").is_visible(),
        "scan": phone.page.locator("[name=image]").is_visible(),
        "none": phone.page.locator("[name=unsigned_note]").is_visible(),
    }
    assert [name for name, visible in seen.items() if visible] == [kind]
    calm(phone)
