"""The field and the portal looked at: light and dark, both languages, narrow and wide, their weight, their targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.stage import PHONE, WIDE, Stage
from tests.browser.test_field_job import calm
from tests.world import at
from yinuo.calls import commands as calls
from yinuo.calls.models import Signature
from yinuo.calls.states import Outcome

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_BYTES = 120_000
LEAST_TARGET = 44
TARGETS = """() => {
  const shown = (element) => element.getClientRects().length > 0;
  const reach = (element) => {
    const label = element.closest("label");
    const box = (label || element).getBoundingClientRect();
    const after = getComputedStyle(element, "::after");
    const more = after.content !== "none" && after.position === "absolute" ? -2 * parseFloat(after.top || "0") : 0;
    return box.height + Math.max(0, more || 0);
  };
  const wanted = "a, button, summary, input:not([type=hidden]), select, textarea";
  return [...document.querySelectorAll(`header :is(${wanted}), main :is(${wanted}), footer :is(${wanted}), nav :is(${wanted})`)]
    .filter((element) => shown(element) && !element.closest("[popover], .y-job h2, .y-job[data-done]"))
    .map((element) => [Math.round(reach(element)), element.outerHTML.slice(0, 120)]);
}"""


def day(stage: Stage) -> dict[str, str]:
    """Make a morning with a job at every step; return the address of each page."""
    world = stage.world
    early = at("2026-11-24 08:35")
    numbers = {}
    for name in ("new", "working", "signed"):
        call = world.register(when=early, fault="扫描中断，E-2107，怀疑高压部分" * 2)
        world.dispatch(call, when=early, order_reason="急", tools=("万用表", "F-12 滤网"))
        numbers[name] = f"{call.number}-1"
    for name in ("working", "signed"):
        deed = world.deed("technician", early)
        calls.accept(number=numbers[name], version=None, deed=deed)
        calls.set_out(number=numbers[name], version=None, deed=deed, tools_confirmed=True)
        calls.arrive(number=numbers[name], version=None, deed=deed)
        parts = [{"name": "F-12 滤网", "quantity": "1", "maker": "昆仑", "number": "F-12", "serial": "0001"}]
        answers = {"power": True, "room": "31.5", "scan": "ok", "plate": "a" * 64}
        world.work(voucher_call(numbers[name]), when=early, parts=parts, answers=answers)
    world.sign(voucher_call(numbers["signed"]), when=early)
    calls.leave(
        number=numbers["signed"], version=None, outcome=Outcome.DONE, deed=world.deed("technician", early)
    )
    job = {name: f"/field/jobs/{number}" for name, number in numbers.items()}
    token = Signature.objects.latest("pk").token
    return {
        "today": "/field/",
        "ledger": "/field/ledger?span=month",
        **job,
        "still": job["working"] + "?still=missing",
        **{
            step: f"{job['working']}/{step}"
            for step in ("sign", "leave", "escalate", "hand-over", "amend", "handbook")
        },
        "decline": job["new"] + "/decline",
        "copy": f"/c/{token}",
        "check": "/check?fingerprint=00000000",
    }


def voucher_call(number: str):
    """Return the call of a voucher."""
    from yinuo.calls.models import Call

    return Call.objects.get(number=number.rpartition("-")[0])


@pytest.mark.parametrize(
    ("size", "theme", "tongue"),
    [
        (PHONE, "light", "zh"),
        (PHONE, "light", "en"),
        (PHONE, "dark", "zh"),
        ((320, 640), "light", "en"),
        (WIDE, "light", "zh"),
        ((720, 450), "dark", "en"),
    ],
)
def test_every_page_is_calm(stage: Stage, size: tuple[int, int], theme: str, tongue: str) -> None:
    pages = day(stage)
    phone = stage.person("technician", size=size, tongue=tongue, theme=theme)
    for path in pages.values():
        phone.go(path)
        calm(phone)


def test_the_first_load_is_light(stage: Stage) -> None:
    pages = day(stage)
    for name in ("today", "new", "working", "sign", "signed", "copy"):
        phone = stage.person("technician", size=PHONE)
        phone.go(pages[name])
        assert packed(phone.page) <= MOST_BYTES, name
        assert not any("tabler" in address or "htmx" in address for address in loaded(phone.page)), name


def loaded(page: Page) -> list[str]:
    """Return the addresses of everything the page loaded."""
    found: list[str] = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    return found


def packed(page: Page) -> int:
    """Return how many bytes the page and what it loaded are when a server packs them."""
    import gzip
    import urllib.request

    texts = [page.content().encode()]
    for address in loaded(page):
        if address.startswith("http") and "qr.svg" not in address:
            with urllib.request.urlopen(address) as answer:
                texts.append(answer.read())
    return sum(len(gzip.compress(text)) for text in texts)


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_every_target_fits_a_thumb(stage: Stage, tongue: str) -> None:
    pages = day(stage)
    phone = stage.person("technician", size=PHONE, tongue=tongue)
    for path in pages.values():
        phone.go(path)
        small = [(height, what) for height, what in phone.page.evaluate(TARGETS) if height < LEAST_TARGET]
        assert small == [], path


def test_a_customer_sees_nothing_of_the_office(stage: Stage) -> None:
    pages = day(stage)
    customer = stage.person("", size=PHONE)
    for name in ("copy", "check"):
        customer.go(pages[name])
        assert customer.page.locator("nav").count() == 0
        calm(customer)


def test_the_copy_prints_plainly(stage: Stage) -> None:
    pages = day(stage)
    customer = stage.person("", size=WIDE)
    customer.go(pages["copy"])
    customer.page.emulate_media(media="print")
    assert not customer.page.get_by_role("button", name="打印").is_visible()
    assert customer.page.get_by_text("换滤网，清风道").first.is_visible()


def test_keyboard_alone_takes_a_job_on(stage: Stage) -> None:
    pages = day(stage)
    person = stage.person("technician", size=WIDE)
    person.go(pages["new"])
    for _ in range(40):
        person.page.keyboard.press("Tab")
        if person.page.evaluate("document.activeElement.matches('footer .btn-primary')"):
            break
    with person.page.expect_navigation(wait_until="load"):
        person.page.keyboard.press("Enter")
    person.reads("工具已带齐")
