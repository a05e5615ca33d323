"""The register, the quick entry, Today and the page of a call in a real browser: keys counted, dialogs, calm at every size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.stage import PHONE, WIDE, Person, Stage
from tests.world import at
from yinuo.calls import commands as calls
from yinuo.calls.commands.gate import Deed
from yinuo.calls.models import Call
from yinuo.handbook.commands import write_problem

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VIEWS = [("zh", WIDE, "light"), ("en", WIDE, "dark"), ("zh", PHONE, "dark"), ("en", PHONE, "light")]


class Keyboard:
    """Hands on the keys only; counts every key that is pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.pressed += len(text)


def rest(page: Page, milliseconds: int = 700) -> None:
    """Wait until what was typed has been answered."""
    page.wait_for_timeout(milliseconds)
    page.wait_for_load_state("networkidle")


def today(stage: Stage) -> Call:
    return Call.objects.filter(day="2026-11-24").order_by("id").first()  # type: ignore[return-value]


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_a_call_is_registered_with_the_keyboard_alone(stage: Stage, tongue: str) -> None:
    clerk = stage.person("clerk", tongue=tongue)
    page = clerk.go("/calls/")
    keys = Keyboard(page)
    before = Call.objects.count()
    keys.press("n")
    page.wait_for_selector("#id_phone:focus")
    keys.type("02000001286")
    page.wait_for_selector("text=2309-0052")
    rest(page)
    keys.press("Tab")
    for _link in range(8):
        if page.evaluate("document.activeElement.closest('[data-digits]') !== null"):
            break
        keys.press("Tab")
    keys.press("1")
    assert page.locator("input[name=devices]:checked").count() == 1
    for _field in range(6):
        if page.evaluate("document.activeElement.name") == "fault":
            break
        keys.press("Tab")
    keys.type("E-2107")
    keys.press("Tab", "1")
    assert page.locator("input[name=injury]:checked").get_attribute("value") == "no"
    rest(page)
    with page.expect_navigation():
        keys.press("Control+Enter")
    call = Call.objects.latest("id")
    assert Call.objects.count() == before + 1
    assert (call.fault, call.phone, call.injury) == ("E-2107", "02000001286", "no")
    assert page.locator("tr.y-fresh").count() == 1
    clerk.calm()
    written = len("02000001286") + len("E-2107")
    assert keys.pressed - written <= 16, keys.pressed


def test_the_list_stays_while_a_new_customer_is_written_down(stage: Stage) -> None:
    clerk = stage.person("clerk")
    page = clerk.go("/calls/")
    row = page.locator("[data-rows] tr[data-href]").first
    page.keyboard.press("n")
    page.wait_for_selector("#id_phone:focus")
    assert row.is_visible()
    page.keyboard.type("13800001234")
    page.wait_for_selector("#id_customer_name")
    clerk.fill(customer_name="瀛洲口腔门诊", product_model="CB-5", serial="2304-0012", fault="开机自检不通过")
    page.locator("label:has(#id_injury_2)").click()
    rest(page)
    assert "今天" in page.locator("#outcome").inner_text()
    clerk.calm()
    with page.expect_navigation():
        page.locator(".y-panel__foot .btn-primary").click()
    clerk.reads("瀛洲口腔门诊", "CB-5")


def test_escape_puts_the_panel_away_without_losing_the_list(stage: Stage) -> None:
    page = stage.person("clerk").go("/calls/?tab=open")
    page.keyboard.press("n")
    page.wait_for_selector("#id_phone:focus")
    page.keyboard.press("Escape")
    page.wait_for_selector("#entry .y-panel", state="detached")
    assert page.url.endswith("/calls/?tab=open")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/calls/SH-*")


def test_why_opens_over_the_list_and_escape_closes_it(stage: Stage) -> None:
    clerk = stage.person("clerk")
    page = clerk.go("/calls/new")
    page.fill("#id_phone", "020-0000 1286")
    page.wait_for_selector("text=2309-0052")
    rest(page)
    page.locator("#outcome a.y-ask").last.click()
    page.wait_for_selector(".y-why:popover-open")
    assert "G14" in page.locator(".y-why").inner_text()
    clerk.calm()
    page.keyboard.press("Escape")
    assert page.locator(".y-why:popover-open").count() == 0
    assert page.locator("#id_phone").input_value() == "020-0000 1286"


def test_earlier_solutions_come_while_the_fault_is_typed(stage: Stage) -> None:
    world = stage.world
    write_problem(
        product_model=None,
        symptom="扫描中断，报 E-2107",
        cause="机房过热",
        solution="先看空调",
        by=world.clerk,
        at=at("2026-11-01 09:00"),
    )
    page = stage.person("clerk").go("/calls/new")
    page.fill("#id_fault", "扫描中断 E-2107")
    page.wait_for_selector(".y-tip:has-text('先看空调')")


def test_a_double_click_makes_one_call(stage: Stage) -> None:
    clerk = stage.person("clerk")
    page = clerk.go("/calls/new")
    page.fill("#id_phone", "020-0000 1286")
    page.wait_for_selector("text=2309-0052")
    page.locator("label:has(input[name=devices])").first.click()
    page.fill("#id_fault", "扫描中断")
    page.locator("label:has(#id_injury_0)").click()
    rest(page)
    before = Call.objects.count()
    with page.expect_navigation():
        page.locator(".y-panel__foot .btn-primary").dblclick()
    page.wait_for_load_state("networkidle")
    assert Call.objects.count() == before + 1


def test_a_refused_entry_keeps_what_was_typed_and_shows_where(stage: Stage) -> None:
    clerk = stage.person("clerk")
    page = clerk.go("/calls/new")
    page.fill("#id_phone", "020-0000 1286")
    page.wait_for_selector("text=2309-0052")
    page.fill("#id_fault", "扫描中断")
    rest(page)
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.locator("#id_fault").input_value() == "扫描中断"
    assert page.locator("#id_injury_error").is_visible()
    clerk.reads("昆仑体检中心", "2309-0052")
    page.locator("label:has(#id_injury_0)").click()
    page.locator("label:has(input[name=devices])").first.click()
    with page.expect_navigation():
        page.locator(".y-panel__foot .btn-primary").click()
    assert page.locator("tr.y-fresh").count() == 1


def test_search_answers_while_typing_and_slash_finds_the_field(stage: Stage) -> None:
    page = stage.person("clerk").go("/calls/?tab=all")
    page.keyboard.press("/")
    page.keyboard.type("环状伪影")
    expect(page.locator("[data-rows] tr[data-href]")).to_have_count(1)
    page.fill("input[name=q]", "没有这样的")
    page.wait_for_selector("text=没有符合的叫修")


def test_the_filter_and_the_day_are_asked_at_once(stage: Stage) -> None:
    clerk = stage.person("clerk")
    page = clerk.go("/calls/")
    with page.expect_navigation():
        page.fill("#day", "2026-11-23")
    assert "2026-11-23" in page.url
    page.keyboard.press("f")
    page.wait_for_selector("dialog#filter[open]")
    clerk.calm()
    page.select_option("dialog#filter select[name=state]", "filed")
    clerk.press("筛选登记簿", "Filter the register", page.locator("dialog#filter"))
    assert page.locator("[data-rows] tr[data-href]").count() == 1


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_a_move_in_a_dialog_says_what_is_missing_and_is_made(stage: Stage, tongue: str) -> None:
    call = today(stage)
    clerk = stage.person("clerk", tongue=tongue)
    page = clerk.go(f"/calls/{call.number}")
    clerk.named("button", "电话解决", "Solve by telephone", page.locator(".y-actions")).first.click()
    dialog = page.locator("dialog#move-solve-remotely[open]")
    dialog.locator("textarea").first.fill("请他重启网关")
    dialog.locator("button[type=submit]").click()
    dialog.locator(".y-error").wait_for()
    assert dialog.locator("textarea").first.input_value() == "请他重启网关"
    clerk.visit.complaints.clear()  # the browser says itself that the form was refused
    clerk.calm()
    dialog.locator("textarea").last.fill("好了")
    with page.expect_navigation():
        dialog.locator("button[type=submit]").click()
    clerk.reads("请他重启网关", "好了")
    call.refresh_from_db()
    assert call.state == "done"


def test_a_page_gone_stale_shows_both_values(stage: Stage) -> None:
    call, world = today(stage), stage.world
    clerk = stage.person("clerk")
    page = clerk.go(f"/calls/{call.number}")
    calls.agree_time(
        number=call.number,
        version=None,
        due_at=at("2026-11-25 15:30"),
        asked_by="鲁护士长",
        deed=Deed(world.people["supervisor"], at("2026-11-24 09:05")),
    )
    page.locator(".y-actions [popovertarget=more-moves]").click()
    page.locator("#more-moves [data-opens=move-cancel]").click()
    dialog = page.locator("dialog#move-cancel[open]")
    dialog.locator("textarea").fill("客户撤销")
    dialog.locator("button[type=submit]").click()
    dialog.locator(".y-difference").wait_for()
    told = dialog.inner_text()
    assert "秦可 刚改过这次叫修" in told
    assert "明天 15:30" in told
    assert dialog.locator("textarea").input_value() == "客户撤销"
    clerk.visit.complaints.clear()
    clerk.calm()
    with page.expect_navigation():
        dialog.locator(".y-difference ~ p button").click()
    clerk.reads("已作废")


@pytest.mark.parametrize(("tongue", "size", "theme"), VIEWS)
def test_every_page_of_the_desk_is_calm(stage: Stage, tongue: str, size: tuple[int, int], theme: str) -> None:
    world = stage.world
    done = Call.objects.get(day="2026-11-23", state="registered")
    world.to_site(done, when=at("2026-11-24 09:00"))
    world.work(done, when=at("2026-11-24 09:02"), answers={"power": True})
    filed = Call.objects.get(day="2026-11-23", state="filed")
    pages = {
        "clerk": ["/", "/calls/", "/calls/?tab=all", "/calls/new", f"/calls/{done.number}", "/password"],
        "supervisor": [
            "/",
            f"/calls/{today(stage).number}",
            f"/calls/{filed.number}",
            f"/calls/{filed.number}/amend",
            f"/calls/{today(stage).number}/cancel",
        ],
        "": ["/sign-in"],
    }
    for who, paths in pages.items():
        person = stage.person(who, size=size, tongue=tongue, theme=theme)
        for path in paths:
            person.go(path)
            person.calm()


def test_signing_in_leads_to_where_one_wanted(stage: Stage) -> None:
    visitor: Person = stage.person("")
    page = visitor.go("/calls/?tab=open")
    visitor.fill(username="clerk", password="wrong")
    visitor.press("登录", "Sign in")
    visitor.reads("登录名或密码不对")
    assert page.locator("[name=username]").input_value() == "clerk"
    visitor.fill(password="蓬莱山下的一块石头")
    visitor.press("登录", "Sign in")
    assert page.url.endswith("/calls/?tab=open")
    page.locator(".y-avatar").click()
    visitor.press("退出", "Sign out")
    assert "/sign-in" in page.url
