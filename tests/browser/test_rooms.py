"""Dispatch, lists, day close, files, palette and settings in a real browser: by keyboard, and calm at every size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.stage import PHONE, WIDE, Person, Stage
from tests.world import CHECKLIST, at
from yinuo.calls.models import Call, DayClose, Visit
from yinuo.devices.commands import put_checklist
from yinuo.people.models import Absence

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VIEWS = [("en", WIDE, "dark"), ("zh", PHONE, "light")]
PAGES = {
    "supervisor": ["/dispatch/", "/dispatch/{waiting}", "/lists/undispatched", "/lists/unsigned"],
    "clerk": ["/lists/unfiled", "/days/", "/days/SH/2026-11-23", "/days/SH/2026-11-24", "/customers/C000001"],
    "administrator": [
        "/ledger/?since=2026-11-01",
        "/customers/",
        "/customers/new",
        "/customers/C000001/edit",
        "/devices/",
        "/devices/D000002",
        "/handbook/",
        "/handbook/new",
        "/settings/",
        "/people/",
        "/people/new",
        "/people/rights",
        "/calendars/",
        "/calendars/china/days",
        "/journal/",
    ],
}


def waiting() -> Call:
    """The first call of this morning that nobody is sent to yet."""
    return Call.objects.filter(day="2026-11-24", state="registered").earliest("id")


def left_over() -> Call:
    return Call.objects.filter(state="registered", handed_over_on__isnull=False).earliest("id")


def finished(stage: Stage) -> Call:
    """A call of this morning taken to its end; what was left over went out before it."""
    morning = at("2026-11-24 08:31")
    put_checklist(product_model=stage.world.model, items=CHECKLIST, at=morning)
    stage.world.dispatch(left_over(), when=morning)
    call = stage.world.register(when=morning)
    stage.world.finish(call, when=at("2026-11-24 09:00"))
    return call


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_a_call_is_dispatched_with_the_keyboard_alone(stage: Stage, tongue: str) -> None:
    supervisor = stage.person("supervisor", tongue=tongue)
    page = supervisor.go("/dispatch/")
    call = left_over()
    keys(page, "j", "Enter")
    page.wait_for_selector("#panel form[data-main]")
    assert page.url.endswith(f"/dispatch/{call.number}")
    keys(page, "1")
    expect(page.locator("input[name=technician]:checked")).to_have_value("technician")
    page.locator("#id_tools").fill("万用表")
    page.locator("body").click(position={"x": 300, "y": 700})
    with page.expect_navigation():
        keys(page, "d")
    visit = Visit.objects.get(voucher__call=call, current=True)
    assert (visit.lead.username, visit.tools) == ("technician", ["万用表"])
    supervisor.reads(supervisor.say(f"{call.number} 已派给", f"{call.number} went to"))
    assert page.locator(f'tr[data-href="/dispatch/{call.number}"]').count() == 0
    supervisor.calm()


def test_walking_the_queue_shows_each_call_beside_it(stage: Stage) -> None:
    page = stage.person("supervisor").go("/dispatch/")
    rows = page.locator("tr[data-href]")
    assert rows.count() >= 2
    keys(page, "j", "Enter")
    page.wait_for_selector("#panel form[data-main]")
    first = page.locator("#panel h2").inner_text()
    keys(page, "j")
    page.wait_for_function("title => document.querySelector('#panel h2').innerText !== title", arg=first)
    assert rows.nth(1).get_attribute("aria-selected") == "true"


def test_what_is_picked_is_drawn_on_the_strip(stage: Stage) -> None:
    page = stage.person("supervisor").go(f"/dispatch/{waiting().number}")
    bar = page.locator('label:has([name=technician][value="technician"]) .y-day .new')
    assert bar.get_attribute("width") == "0"
    page.locator('[name=technician][value="technician"]').check()
    width = bar.get_attribute("width")
    assert width is not None
    assert width.endswith("%")
    page.locator("#id_planned_start").fill("2026-11-24 13:00")
    assert bar.get_attribute("x") == "50%"
    page.locator("#id_planned_start").fill("2026-11-26 13:00")
    assert bar.get_attribute("width") == "0"


def test_choosing_a_misfit_asks_why(stage: Stage) -> None:
    supervisor = stage.person("supervisor")
    page = supervisor.go(f"/dispatch/{left_over().number}")
    why = page.locator("#id_reason")
    expect(why).to_be_hidden()
    page.locator(".y-fold--fits summary").click()
    page.locator('[name=technician][value="second_technician"]').check()
    expect(why).to_be_visible()
    page.locator("#id_tools").fill("万用表")
    supervisor.press("派工", "Dispatch", page.locator("#panel"))
    supervisor.reads("此人不合要求，要写原因（S1.3）。")
    expect(page.locator("#id_reason")).to_be_focused()
    assert page.locator("#id_tools").input_value() == "万用表"
    supervisor.visit.complaints.clear()
    supervisor.calm()


def test_the_tools_of_last_time_are_one_key_away(stage: Stage) -> None:
    stage.world.dispatch(left_over(), when=at("2026-11-24 09:01"), tools=("铅衣", "剂量计"))
    page = stage.person("supervisor").go(f"/dispatch/{waiting().number}")
    keys(page, "t")
    assert page.locator("#id_tools").input_value() == "铅衣、剂量计"


def test_vouchers_are_picked_and_filed_with_the_keyboard(stage: Stage) -> None:
    call = finished(stage)
    clerk = stage.person("clerk")
    page = clerk.go("/lists/unfiled")
    keys(page, "j", "x")
    expect(page.locator("[data-counts]")).to_have_text("勾选了 1 张")
    with page.expect_navigation():
        keys(page, "r")
    clerk.reads("收回了 1 张凭证。", "柳眉 收回")
    page.locator("[data-all]").check()
    with page.expect_navigation():
        keys(page, "a")
    call.refresh_from_db()
    assert call.state == "filed"
    clerk.calm()


def test_the_day_is_closed_once_what_lacks_is_explained(stage: Stage) -> None:
    call = finished(stage)
    clerk = stage.person("clerk")
    page = clerk.go("/days/SH/2026-11-24")
    clerk.press("日结", "Close the day")
    clerk.reads("这一栏要填")
    clerk.visit.complaints.clear()
    clerk.calm()
    page.locator(f'[name="explained-{call.number}-1"]').fill("技术员明早带回")
    with page.expect_navigation():
        keys(page, "Control+Enter")
    clerk.reads("技术员明早带回", "日结：")
    assert DayClose.objects.filter(day="2026-11-24").count() == 1
    assert page.get_by_role("button", name="日结").count() == 0


@pytest.mark.parametrize(
    ("typed", "words", "address"),
    [
        ("昆仑", "昆仑体检中心", "/customers/C000001"),
        ("2309-0053", "2309-0053", "/devices/D000002"),
        ("fwtz", "服务台帐", "/ledger/"),
        ("权限", "权限表", "/people/rights"),
    ],
)
def test_the_palette_goes_there(stage: Stage, typed: str, words: str, address: str) -> None:
    page = stage.person("administrator").go("/customers/")
    keys(page, "Control+k")
    page.locator(".y-command input").fill(typed)
    line = page.locator(".y-command li", has_text=words).first
    line.wait_for()
    with page.expect_navigation():
        line.click()
    assert page.url.endswith(address)


def test_a_customer_is_found_while_typing_and_opened(stage: Stage) -> None:
    page = stage.person("clerk").go("/customers/")
    keys(page, "/")
    page.keyboard.type("lun")
    page.wait_for_timeout(600)
    assert page.locator("#rows tr[data-href]").count() == 1
    page.keyboard.press("Escape")
    page.locator("#rows a").first.click()
    page.wait_for_url("**/customers/C000001")


def test_an_edit_of_another_is_shown_and_not_overwritten(stage: Stage) -> None:
    first, second = stage.person("clerk"), stage.person("administrator")
    first.go("/customers/C000001/edit")
    second.go("/customers/C000001/edit")
    first.fill(name="昆仑医院")
    first.press("保存资料", "Save")
    second.fill(name="昆仑体检")
    second.press("保存资料", "Save")
    second.reads("昆仑医院", "昆仑体检", "用现在的", "改为我写的")
    second.visit.complaints.clear()
    second.calm()
    second.press("改为我写的", "Change it to mine")
    second.reads("昆仑体检")


def test_rows_that_cannot_be_taken_are_named(stage: Stage) -> None:
    administrator = stage.person("administrator")
    page = administrator.go("/calendars/china/days")
    page.locator("#id_pasted").fill("2027-01-01,节假日,元旦\n2027-02-30,节假日")
    administrator.press("导入这些日子", "Import the days")
    administrator.reads("第 2 行", "看不懂日期「2027-02-30」")
    assert "2027-02-30" in page.locator("#id_pasted").input_value()
    page.locator("#id_pasted").fill("2027-01-01,节假日,元旦")
    administrator.press("导入这些日子", "Import the days")
    administrator.reads("加了 1 天")


def test_an_absence_is_recorded(stage: Stage) -> None:
    administrator = stage.person("administrator")
    administrator.go("/people/technician/absences/new")
    administrator.fill(starts_at="2026-11-25 08:30", ends_at="2026-11-26 17:30", reason="培训")
    administrator.press("记下缺勤", "Record the absence")
    administrator.reads("甄远 的缺勤已记下。", "培训")
    assert Absence.objects.get().user.username == "technician"


@pytest.mark.parametrize(("tongue", "size", "theme"), VIEWS)
@pytest.mark.parametrize("who", list(PAGES))
def test_every_page_is_calm(stage: Stage, who: str, tongue: str, size: tuple[int, int], theme: str) -> None:
    finished(stage)
    person: Person = stage.person(who, tongue=tongue, size=size, theme=theme)
    flaws = {}
    for address in PAGES[who]:
        person.go(address.format(waiting=waiting().number))
        found = person.flaws()
        if found:
            flaws[address] = found
            person.visit.complaints.clear()
    assert not flaws
