"""Two people at the same moment, and one who clicks twice."""

from __future__ import annotations

import pytest

from tests.browser.stage import PHONE, Stage
from tests.browser.walk import FAULT, FOUND, PHONE_NUMBER, WORK, Walk
from tests.world import MORNING
from yinuo.calls.models import Call, Visit

pytestmark = pytest.mark.browser
TOOLS = "示波器、绝缘表"


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_two_dispatchers_one_wins_the_other_sees_the_difference(stage: Stage, tongue: str) -> None:
    number = stage.world.register(fault=FAULT).number
    first, second = stage.person("supervisor", tongue=tongue), stage.person("administrator", tongue=tongue)
    for each, who in ((first, "technician"), (second, "second_technician")):
        each.go(f"/dispatch/{number}")
        for fold in each.page.locator("#panel details.y-fold--fits:not([open]) > summary").all():
            fold.click()
        each.page.locator(f"[name=technician][value={who}]").check()
        each.fill(tools=TOOLS, order_reason="急", **({"reason": "只有他空"} if who != "technician" else {}))
    first.press("派工", "Dispatch", within=first.page.locator("#panel"))
    second.press("派工", "Dispatch", within=second.page.locator("#panel"))
    second.reads("甄远", second.say("现在是", "now"), second.say("您写的", "yours"))
    assert second.page.locator("[name=tools]").input_value() == TOOLS
    assert second.page.locator("[name=reason]").input_value() == "只有他空"
    assert second.page.locator("[name=technician][value=second_technician]").is_checked()
    assert second.violations() == []
    assert Visit.objects.get(voucher__call__number=number, current=True).lead.username == "technician"


def test_an_old_page_of_the_record_keeps_what_was_typed(stage: Stage) -> None:
    call = stage.world.register(fault=FAULT)
    stage.world.dispatch(call, order_reason="急")
    walk = Walk(stage, "zh", number=call.number)
    one = walk.go_there()
    walk.talk(one)
    other = stage.person("technician", size=PHONE)
    other.go(f"/field/jobs/{walk.voucher}")
    one.fill(found="电源板烧了")
    one.press("先保存", "Save for now")
    other.fill(found=FOUND, work=WORK)
    other.press("先保存", "Save for now")
    other.reads("电源板烧了", FOUND, "您写的")
    assert other.page.locator("[name=found]").input_value() == FOUND
    assert other.page.locator("[name=work]").input_value() == WORK
    assert other.violations() == []


def test_a_double_click_makes_one_call(stage: Stage) -> None:
    before = Call.objects.count()
    clerk = stage.person("clerk")
    page = clerk.go("/calls/new")
    page.locator("#id_phone").fill(PHONE_NUMBER)
    page.locator("[name=devices]").first.check()
    page.locator("#id_fault").fill(FAULT)
    page.locator("[name=injury][value=no]").check()
    with page.expect_navigation(url="**/calls/?*fresh=*", wait_until="load"):
        page.locator("#entry button.btn-primary").dblclick()
    assert Call.objects.count() == before + 1


def test_a_refused_entry_keeps_what_was_typed_and_says_where(stage: Stage) -> None:
    clerk = stage.person("clerk")
    page = clerk.go("/calls/new")
    page.locator("#id_phone").fill(PHONE_NUMBER)
    page.locator("[name=devices]").first.wait_for()
    page.locator("#id_fault").fill(FAULT)
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Control+Enter")
    assert page.locator("#id_fault").input_value() == FAULT
    assert page.locator("[name=devices]:focus, [name=injury]:focus").count() == 1
    assert page.locator("[name=injury]:checked").count() == 0
    assert clerk.violations() == []


@pytest.mark.parametrize("allowed", [True, False])
def test_arriving_with_the_position_given_or_refused(stage: Stage, allowed: bool) -> None:
    call = stage.world.register(when=MORNING, fault=FAULT)
    walk = Walk(stage, "zh", number=call.number)
    stage.world.dispatch(call, order_reason="急")
    far = {"latitude": 31.5, "longitude": 121.9}
    technician = walk.go_there(place=far if allowed else None)
    visit = Visit.objects.get(voucher__call=call)
    assert visit.arrived_at is not None
    assert (visit.latitude is None) is (not allowed)
    assert technician.visit.complaints == []


def test_a_new_customer_and_device_without_leaving_the_form(stage: Stage) -> None:
    clerk = stage.person("clerk", tongue="en")
    page = clerk.go("/calls/new")
    page.locator("#id_phone").fill("020-0000 2277")
    page.locator("#id_customer_name").wait_for()
    clerk.fill(
        customer_name="瀛洲口腔医院", contact_name="穆大夫", department="影像科", address="蓬莱市西街 9 号"
    )
    clerk.fill(product_model="KL-64", serial="2401-0001", fault="扫描中断")
    page.locator("[name=injury][value=no]").check()
    clerk.calm()
    with page.expect_navigation(url="**/calls/?*fresh=*", wait_until="load"):
        page.keyboard.press("Control+Enter")
    call = Call.objects.latest("pk")
    assert call.customer.name == "瀛洲口腔医院"
    assert call.vouchers.get().device.serial == "2401-0001"


def test_signing_in_by_hand_goes_where_one_wanted_to_go(stage: Stage) -> None:
    from tests.browser.furnished import PASSWORD

    nobody = stage.person("")
    page = nobody.go("/calls/")
    nobody.fill(username="clerk", password="错的密码")
    page.keyboard.press("Enter")
    page.locator("[role=alert], .y-error").first.wait_for()
    assert page.locator("[name=username]").input_value() == "clerk"
    nobody.fill(password=PASSWORD)
    with page.expect_navigation(url="**/calls/", wait_until="load"):
        page.keyboard.press("Enter")
    nobody.reads("柳眉"[:1], "叫修登记簿")
