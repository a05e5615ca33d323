"""The eight steps of a service call, each done by hand in a window (the issue's section 3)."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PIL import Image

from tests.browser.stage import SITE, WIDE, Person, Stage, touch

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHONE_NUMBER = "02000001286"
FAULT = "扫描到一半停下，报 E-2107"
FOUND = "机房空调停机，室温 31 ℃，过热保护"
WORK = "换滤网，清风道，试扫三次"
SOLUTION = "降低扫描负荷，先请后勤修空调"
NEW_SYMPTOM = "扫描到一半停下，报 E-2107"


@dataclass
class Keyboard:
    """A keyboard that counts: each key or chord pressed is one; text typed is not."""

    page: Page
    pressed: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed.append(key)

    def type(self, text: str) -> None:
        """Type a text."""
        self.page.keyboard.type(text)


@dataclass
class Walk:
    """One call on its way through the house, with everybody's window size and language."""

    stage: Stage
    tongue: str
    desk: tuple[int, int] = WIDE
    field: tuple[int, int] = (390, 844)
    pictures: bool = False
    number: str = ""
    keys: int = 0

    @property
    def voucher(self) -> str:
        """The call's voucher."""
        return f"{self.number}-1"

    def sits(self, who: str) -> Person:
        """Somebody at a desk."""
        return self.stage.person(who, size=self.desk, tongue=self.tongue, pictures=self.album)

    def walks(self, who: str = "technician", place: dict[str, float] | None = None) -> Person:
        """Somebody with a phone."""
        return self.stage.person(who, size=self.field, tongue=self.tongue, place=place, pictures=self.album)

    @property
    def album(self) -> str:
        """Where pictures go."""
        return self.tongue if self.pictures else ""

    def register(self) -> None:
        """Step 1, with the keyboard alone: number, device, fault, nobody hurt, registered."""
        clerk = self.sits("clerk")
        page = clerk.go("/calls/")
        keyboard = Keyboard(page)
        keyboard.press("n")
        page.locator("#id_phone:focus").wait_for()
        keyboard.type(PHONE_NUMBER)
        keyboard.press("Enter")
        page.locator("[name=devices]:focus").wait_for()
        clerk.reads("昆仑体检中心", clerk.say("30 天内第", "in 30 days"), clerk.say("未结", "is open"))
        keyboard.press("1", "Enter")
        page.locator("#id_fault:focus").wait_for()
        keyboard.type(FAULT)
        keyboard.press("Tab", "1")
        outcome = page.locator("#outcome")
        outcome.get_by_text("16:35").wait_for()
        clerk.reads(clerk.say("有费", "paid"))
        clerk.calm()
        clerk.picture("1-register")
        with page.expect_navigation(wait_until="load"):
            keyboard.press("Control+Enter")
        self.number = re.search(r"fresh=(SH-[\d-]+)", page.url)[1]
        assert page.locator(f'tr[aria-selected=true][data-href$="{self.number}"]').count() == 1
        self.keys = len(keyboard.pressed)
        clerk.visit.context.close()

    def dispatch(self, instant: str = "2026-11-24 09:11") -> None:
        """Steps 2 and 3: the voucher is in the queue; the supervisor sends the technician who fits."""
        self.stage.clock(instant)
        supervisor = self.sits("supervisor")
        page = supervisor.go("/dispatch/")
        first = page.locator("[data-rows] tr[data-href]").first
        assert "图像有环状伪影" in first.inner_text()
        row = page.locator(f'tr[data-href$="{self.number}"]')
        row.locator("a").first.click()
        panel = page.locator("#panel form")
        panel.wait_for()
        supervisor.reads(supervisor.say("会修 CT", "CT"), "CT-0001")
        panel.locator("[name=technician][value=technician]").check()
        panel.locator("[name=tools]").fill("温湿度计、滤网")
        panel.locator("[name=order_reason]").fill(supervisor.say("客户停诊等着", "the ward waits"))
        supervisor.calm()
        supervisor.picture("3-dispatch")
        supervisor.press("派工", "Dispatch", within=panel)
        supervisor.go(f"/calls/{self.number}")
        supervisor.reads("甄远", supervisor.say("已派工", "dispatched"))
        supervisor.calm()
        supervisor.visit.context.close()

    def go_there(self, place: dict[str, float] | None = SITE) -> Person:
        """Step 4: accept, set out with the tools, arrive; the position given or not."""
        technician = self.walks(place=place)
        page = technician.go("/field/")
        technician.reads("昆仑体检中心")
        technician.calm()
        page.goto(f"{self.stage.address}/field/jobs/{self.voucher}")
        self.stage.clock("2026-11-24 09:13")
        technician.press("接单", "Accept the job")
        self.stage.clock("2026-11-24 09:20")
        page.locator("[name=tools]").check()
        technician.press("出发", "Set out")
        technician.picture("4-arrive")
        self.stage.clock("2026-11-24 10:02")
        technician.press("我到了", "I have arrived")
        technician.calm()
        return technician

    def talk(self, technician: Person) -> None:
        """Step 5, first: with whom one spoke, what was learned and proposed."""
        self.stage.clock("2026-11-24 10:06")
        technician.fill(spoken_with="鲁护士长", learned="昨夜空调停过", proposed="先降温，换滤网")
        technician.press("记下面谈，开始处理", "Note the talk, start work")
        technician.reads(FAULT)

    def record(self, technician: Person) -> None:
        """Step 5: what was found, the checklist of every kind, work, a part, a photo, conduct."""
        self.stage.clock("2026-11-24 11:10")
        page = technician.page
        technician.fill(
            found=FOUND, work=WORK, cause="空调停机", minutes="68", answer_room="31", answer_water="2.1"
        )
        page.locator("[name=answer_power]").check()
        page.locator("[name=answer_scan][value=ok]").check()
        page.locator("[name=answer_around]").fill("灰尘多")
        attach(page, "answer_plate", "plate.jpg")
        unfold(page, "parts_0_name")
        page.locator("[name=parts_0_name]").fill("滤网 F-12")
        page.locator("[name=parts_0_quantity]").fill("1")
        unfold(page, "photos")
        attach(page, "photos", "IMG_0001.jpg")
        for box in page.locator("[name=points]").all():
            box.check()
        page.locator("[name=new_knowledge]").check()
        technician.calm()
        technician.press("先保存", "Save for now")
        technician.reads(technician.say("超出 18 至 24 ℃", "outside 18 to 24 ℃"))
        technician.calm()
        technician.picture("5-on-site")

    def escalate(self, technician: Person) -> None:
        """Step 5, when it can't be solved: told to the department in charge, whose solution comes back."""
        self.stage.clock("2026-11-24 11:12")
        page = technician.page
        technician.named("link", "解决不了", "Can't solve").click()
        page.wait_for_load_state()
        technician.fill(problem="空调归后勤，停机不归我们")
        page.locator("[name=department][value=service_department]").check()
        technician.calm()
        technician.press("上报问题", "Report the problem")
        self.stage.clock("2026-11-24 11:18")
        chief = self.sits("service_department")
        chief.go(f"/calls/{self.number}")
        chief.choose("定解决办法", "Fix the solution")
        dialog = chief.page.locator("dialog[open]")
        dialog.locator("[name=solution]").fill(SOLUTION)
        chief.press("定解决办法", "Fix the solution", within=dialog)
        chief.reads(SOLUTION)
        chief.calm()
        chief.visit.context.close()
        technician.go(f"/field/jobs/{self.voucher}")
        technician.reads(SOLUTION)

    def sign(self, technician: Person) -> str:
        """Step 6: the customer writes on the glass; what stands is locked. Returns the link of the copy."""
        self.stage.clock("2026-11-24 11:24")
        page = technician.page
        technician.press("保存，去签字", "Save, go and sign")
        technician.fill(signer="鲁护士长", post="放射科护士长")
        technician.reads(FOUND, WORK)
        draw(page)
        technician.named("button", "重签", "Clear").click()
        assert page.locator("[name=signature_svg]").input_value() == ""
        draw(page)
        assert page.locator("[name=signature_svg]").input_value().startswith("M")
        technician.calm()
        technician.picture("6-signature")
        technician.press("签字，锁定凭证", "Sign and lock")
        technician.reads("鲁护士长")
        link = technician.named("link", "打开副本", "Open the copy").get_attribute("href")
        technician.calm()
        self.stage.clock("2026-11-24 11:30")
        page.locator("footer.y-actions .btn-primary").click()
        page.wait_for_load_state()
        return str(link)

    def copy(self, link: str) -> None:
        """The customer opens the copy by its link, without signing in."""
        customer = self.stage.person("", size=self.field, tongue=self.tongue, pictures=self.album)
        customer.go(link)
        customer.reads("鲁护士长", FOUND, WORK, self.voucher)
        assert customer.page.locator("svg path, .y-signed").count() > 0
        customer.calm()
        customer.picture("6-copy")
        customer.named("link", "核对", "check").click()
        customer.page.wait_for_load_state()
        customer.calm()
        customer.visit.context.close()

    def come_back(self) -> None:
        """Step 7: the clerk receives the voucher, strikes it off, files it, and closes the day."""
        self.stage.clock("2026-11-24 17:00")
        clerk = self.sits("clerk")
        page = clerk.go("/lists/unfiled")
        for verb in (("收回凭证", "Receive vouchers"), ("销号归档", "Strike off and file")):
            page.locator(f'[name=picked][value="{self.voucher}"]').check()
            if verb[0] == "销号归档":
                clerk.calm()
            clerk.press(*verb)
        assert page.locator(f'[value="{self.voucher}"]').count() == 0
        self.stage.clock("2026-11-24 17:35")
        clerk.go("/days/SH/2026-11-24")
        clerk.calm()
        clerk.picture("7-day")
        clerk.press("日结", "Close the day")
        clerk.reads("柳眉")
        clerk.calm()
        clerk.visit.context.close()

    def remember(self) -> None:
        """Step 8: the service stands in the device's history, goes to the handbook, and is suggested the next time."""
        supervisor = self.sits("supervisor")
        page = supervisor.go(f"/calls/{self.number}")
        supervisor.choose("写入手册", "Write it into the handbook")
        dialog = page.locator("dialog[open]")
        dialog.locator("[name=symptom]").fill(NEW_SYMPTOM)
        dialog.locator("[name=cause]").fill("空调停机")
        dialog.locator("[name=solution]").fill(SOLUTION)
        supervisor.press("写入手册", "Write it into the handbook", within=dialog)
        supervisor.calm()
        supervisor.picture("8-call")
        supervisor.go(f"/devices/{self.stage.world.device.number}")
        supervisor.reads(self.number, WORK)
        supervisor.calm()
        supervisor.picture("8-device")
        supervisor.visit.context.close()
        clerk = self.sits("clerk")
        page = clerk.go("/calls/new")
        page.locator("#id_phone").fill(PHONE_NUMBER)
        page.locator("[name=devices]").first.check()
        page.locator("#id_fault").fill("又停了，E-2107")
        page.locator("#tips").get_by_text(SOLUTION).wait_for()
        clerk.calm()
        clerk.picture("8-suggested")
        clerk.visit.context.close()


def unfold(page: Page, name: str) -> None:
    """Open what a field is folded away in."""
    fold = page.locator("details", has=page.locator(f"[name={name}]")).first
    if fold.get_attribute("open") is None:
        fold.locator("summary").first.click()


def attach(page: Page, name: str, filename: str) -> None:
    """Add a photo as a camera takes it, with the place in it, and wait until it was made smaller."""
    field = page.locator(f"[name={name}]")
    field.set_input_files({"name": filename, "mimeType": "image/jpeg", "buffer": camera_photo()})
    page.locator(f"[name={name}]:not([data-busy])").wait_for(state="attached")


def camera_photo(size: tuple[int, int] = (2400, 1800)) -> bytes:
    """A JPEG with a position in its EXIF."""
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 49.0), 3: "E", 4: (121.0, 28.0, 25.0)})
    out = io.BytesIO()
    Image.new("RGB", size, (70, 110, 130)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def draw(page: Page) -> None:
    """Sign with a finger on glass, with the mouse elsewhere."""
    canvas = page.locator("canvas.y-pad__canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    line = [(0.1, 0.6), (0.25, 0.2), (0.35, 0.75), (0.5, 0.3), (0.6, 0.7), (0.8, 0.4)]
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in line]
    if page.viewport_size["width"] < 500:
        touch(page, points)
    else:
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=4)
        page.mouse.up()
    page.locator(".y-pad[data-signed]").wait_for()
