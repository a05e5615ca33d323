"""On site: the talk, the work saved as one goes, the checklist, parts, readings, photos (S1.5, S2.1, S2.3)."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.field.conftest import ITEMS, TALK, WORK, Phone, picture, record, voucher, words
from yinuo.calls.models import Attachment, Record
from yinuo.devices.commands import put_checklist


@pytest.fixture
def here(phone, number):
    """A technician on site who has not spoken with anybody yet."""
    phone.go(number, until="meeting")
    return phone


@pytest.fixture
def working(here, number):
    """A technician on site after the talk."""
    here.do(number, "meeting", **TALK)
    return here


@pytest.fixture
def rich_job(rich):
    """A job on a model whose checklist has an item of every kind; the talk is done."""
    phone = Phone(rich)
    number = f"{rich.dispatch(rich.register()).number}-1"
    phone.go(number, until="record")
    return phone, number


def value_of(phone: Phone, number: str, name: str) -> str:
    """Return what a field of the page holds."""
    page = phone.open(f"/field/jobs/{number}").content.decode()
    area = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
    if area:
        return area[1].strip()
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)[0]
    found = re.search(r'value="([^"]*)"', tag)
    return found[1] if found else ""


def test_the_talk_comes_first(here, number):
    text = here.read(f"/field/jobs/{number}")
    assert "和谁面谈？" in text
    assert "做了什么？" not in text
    assert here.do(number, "meeting", **TALK) == f"/field/jobs/{number}"
    assert record(number).spoken_with == "鲁护士长"
    assert "做了什么？" in here.read(f"/field/jobs/{number}")


@pytest.mark.parametrize("missing", list(TALK))
def test_the_talk_needs_its_three_answers_and_keeps_the_others(here, number, missing):
    answer = here.send(number, "meeting", **TALK | {missing: "  "})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words(answer).count("这一栏要填") == 1
    assert [name for name in TALK if name != missing and TALK[name] not in page] == []
    assert f'aria-describedby="id_{missing}_error"' in page
    assert not Record.objects.exists()


def test_the_talk_in_english(here, world, number):
    text = Phone(world, language="en").read(f"/field/jobs/{number}")
    assert "Whom did you speak with?" in text
    assert "Please fill this in" in Phone(world, language="en").refused(
        number, "meeting", **TALK | {"learned": ""}
    )


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("spoken_with", "名" * 81, "最多 80 个字，现在是 81 个"),
        ("learned", "长" * 2001, "最多 2000 个字，现在是 2001 个"),
    ],
)
def test_the_talk_refuses_bad_text(here, number, name, text, told):
    assert told in here.refused(number, "meeting", **TALK | {name: text})


def test_nul_is_told(here, number):
    assert "看不见的字符（NUL）" in here.refused(number, "meeting", **TALK | {"spoken_with": "鲁\x00护士长"})


def test_request_and_finding_stand_side_by_side(working, number):
    text = working.read(f"/field/jobs/{number}")
    assert "现场看到 报修时说 开机十分钟后停机，报 E-2107" in text


def test_what_is_written_is_saved_as_one_goes(working, number):
    assert working.do(number, "record", then="stay", **TALK, found="滤网积灰") == f"/field/jobs/{number}"
    assert value_of(working, number, "found") == "滤网积灰"
    working.do(
        number, "record", then="stay", **TALK, found="滤网积灰", cause="散热不良", minutes="45", fee="80.5"
    )
    kept = record(number)
    assert (kept.cause, kept.minutes, kept.fee) == ("散热不良", 45, Decimal("80.50"))
    assert [value_of(working, number, name) for name in ("cause", "minutes", "fee")] == [
        "散热不良",
        "45",
        "80.50",
    ]
    assert Record.objects.count() == 1


def test_an_empty_field_empties_what_stood_there(working, number):
    working.do(number, "record", **TALK, found="滤网积灰", minutes="45", fee="80")
    working.do(number, "record", **TALK, found="", minutes="", fee="")
    kept = record(number)
    assert (kept.found, kept.minutes, kept.fee) == ("", None, 0)


def test_a_complete_record_leads_to_the_signature(working, number):
    assert working.do(number, "record", then="sign", **WORK) == f"/field/jobs/{number}/sign"


@pytest.mark.parametrize(
    ("left_out", "told", "english"),
    [
        ({"found": ""}, "现场看到", "what was found"),
        ({"work": ""}, "做了什么", "what was done"),
        (
            {"points": ["introduced", "tidy", "site_clean", "data_kept"]},
            "行为规范：遵守安全规定",
            "conduct: safety rules kept",
        ),
        ({"answer_power": ""}, "检查项：电源正常", "checklist: power is fine"),
        ({"proposed": ""}, "提出的办法", "what was proposed"),
    ],
)
def test_what_is_missing_is_saved_and_told(working, world, number, left_out, told, english):
    sent = {name: value for name, value in (WORK | left_out).items() if value != ""}
    where = working.do(number, "record", then="sign", **sent)
    assert where == f"/field/jobs/{number}?still=missing#still"
    assert record(number).cause == "散热不良"
    address, _, _query = where.partition("?")
    assert f"客户签字之前还差： {told}" in working.read(address, still="missing")
    assert f"still missing: {english}" in Phone(world, language="en").read(address, still="missing")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("minutes", "-5", "不能小于 0"),
        ("minutes", "4.5", "小数点后最多 0 位"),
        ("minutes", "99999", "不能大于 10000"),
        ("minutes", "很久", "这里要写数字"),
        ("minutes", "9" * 30, "这里要写数字"),
        ("fee", "-1", "不能小于 0"),
        ("fee", "1.005", "小数点后最多 2 位"),
        ("fee", "1e9", "这里要写数字"),
        ("fee", "10000001", "不能大于 10000000"),
        ("found", "长" * 2001, "最多 2000 个字"),
        ("work", "长" * 4001, "最多 4000 个字"),
        ("points", "kindness", "没有这个选项"),
        ("answer_temperature", "热", "这里要写数字"),
        ("answer_temperature", "1.1234567", "小数点后最多 6 位"),
        ("readings_0_name", "电压", "这一行还缺这一格"),
        ("readings_0_value", "12", "这一行还缺这一格"),
        ("parts_0_name", "滤网", "这一行还缺这一格"),
        ("parts_0_maker", "昆仑", "这一行还缺这一格"),
        ("parts_0_quantity", "-1", "不能小于 0"),
        ("parts_0_quantity", "一个", "这里要写数字"),
        ("parts_0_serial", "s" * 61, "最多 60 个字"),
    ],
)
def test_bad_input_is_told_at_its_field_and_the_rest_is_kept(working, number, name, value, told):
    answer = working.send(number, "record", **WORK | {name: value})
    assert answer.status_code == 422
    assert told in words(answer)
    page = answer.content.decode()
    assert "换滤网，清风道" in page or name == "work"
    assert record(number).work == ""


def test_full_width_digits_and_signs_are_read(working, number):
    working.do(number, "record", **WORK | {"minutes": "４５", "fee": "¥1,080.50 元"})
    kept = record(number)
    assert (kept.minutes, kept.fee) == (45, Decimal("1080.50"))


def test_parts_and_readings_are_kept_row_by_row(working, number):
    rows = {
        "parts_0_name": "F-12 滤网",
        "parts_0_quantity": "1",
        "parts_0_maker": "昆仑",
        "parts_0_number": "F-12",
        "parts_0_serial": "X-1",
        "parts_1_name": "",
        "parts_2_name": "扎带",
        "parts_2_quantity": "2.5",
        "readings_0_name": "室温",
        "readings_0_value": "31",
        "readings_0_unit": "℃",
    }
    working.do(number, "record", **WORK, **rows)
    kept = record(number)
    assert kept.parts == [
        {"name": "F-12 滤网", "quantity": "1", "maker": "昆仑", "number": "F-12", "serial": "X-1"},
        {"name": "扎带", "quantity": "2.5", "maker": "", "number": "", "serial": ""},
    ]
    assert kept.readings == [{"name": "室温", "value": "31", "unit": "℃"}]
    assert [value_of(working, number, f"parts_{row}_name") for row in (0, 1)] == ["F-12 滤网", "扎带"]
    working.do(number, "record", **WORK, parts_0_name="")
    assert record(number).parts == []


def test_a_quantity_of_nothing_is_refused_with_its_row(working, number):
    text = working.refused(number, "record", **WORK, parts_0_name="滤网", parts_0_quantity="0")
    assert "第 1 行的数量要大于 0" in text


def test_rows_beyond_the_most_are_left_alone(working, number):
    working.do(number, "record", **WORK, parts_999_name="远", parts_999_quantity="1")
    assert record(number).parts == []


def test_a_row_under_a_strange_name_is_ignored(working, number):
    working.do(number, "record", **WORK, parts_x_name="远", parts_00001_name="远", unknown_field="x")
    assert record(number).parts == []


def test_the_record_is_written_only_on_site(phone, number):
    phone.do(number, "accept")
    phone.refused(number, "record", 409, **WORK)
    phone.refused(number, "meeting", 409, **TALK)


class TestChecklist:
    def test_every_kind_of_item_has_its_field(self, rich_job):
        phone, number = rich_job
        page = phone.open(f"/field/jobs/{number}").content.decode()
        kinds = re.findall(r'class="y-check y-check--(\w+)"', page)
        assert kinds == [item["kind"] for item in ITEMS]
        text = phone.read(f"/field/jobs/{number}")
        assert "检查 0 / 6" in text
        assert "机房温度 18 至 24 ℃" in text
        assert "冷却水压 （可不填） 不低于 1.8 bar" in text
        english = Phone(phone.world, language="en").read(f"/field/jobs/{number}")
        assert "room temperature 18 to 24 ℃" in english
        assert "at least 1.8 bar" in english

    def test_answers_of_every_kind_are_kept(self, rich_job):
        phone, number = rich_job
        sent = {
            "answer_power": "on",
            "answer_room": "22.4",
            "answer_water": "2.1",
            "answer_scan": "ok",
            "answer_around": "通风不好",
        }
        phone.do(number, "record", **TALK, **sent, answer_plate=picture())
        answers = record(number).answers
        plate = Attachment.objects.get()
        assert answers == {
            "power": True,
            "room": "22.4",
            "water": "2.1",
            "scan": "ok",
            "around": "通风不好",
            "plate": plate.sha256,
        }
        assert "检查 6 / 6" in phone.read(f"/field/jobs/{number}")

    def test_a_photo_answer_stays_until_another_is_taken(self, rich_job):
        phone, number = rich_job
        phone.do(number, "record", **TALK, answer_plate=picture())
        first = record(number).answers["plate"]
        phone.do(number, "record", **TALK)
        assert record(number).answers["plate"] == first
        phone.do(number, "record", **TALK, answer_plate=picture((50, 20)))
        assert record(number).answers["plate"] != first

    @pytest.mark.parametrize(
        ("code", "value", "told"),
        [
            ("room", "31.5", "超出 18 至 24 ℃"),
            ("room", "17.9", "超出 18 至 24 ℃"),
            ("water", "1.7", "超出 不低于 1.8 bar"),
        ],
    )
    def test_a_reading_outside_stands_in_danger_with_words(self, rich_job, code, value, told):
        phone, number = rich_job
        phone.do(number, "record", **TALK, **{f"answer_{code}": value})
        page = phone.open(f"/field/jobs/{number}")
        assert told in words(page)
        assert page.content.decode().count("data-outside") == 1

    @pytest.mark.parametrize("value", ["18", "24", "20.5"])
    def test_the_limits_themselves_are_inside(self, rich_job, value):
        phone, number = rich_job
        phone.do(number, "record", **TALK, answer_room=value)
        assert "data-outside" not in phone.open(f"/field/jobs/{number}").content.decode()

    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            ({"answer_scan": "maybe"}, "没有这个选项"),
            ({"answer_around": "长" * 2001}, "最多 2000 个字"),
            ({"answer_plate": SimpleUploadedFile("x.jpg", b"no picture", "image/jpeg")}, "只收照片"),
        ],
    )
    def test_a_bad_answer_is_told(self, rich_job, sent, told):
        phone, number = rich_job
        assert told in phone.refused(number, "record", **TALK, **sent)

    def test_an_answer_to_no_item_is_ignored(self, rich_job):
        phone, number = rich_job
        phone.do(number, "record", **TALK, answer_nothing="x")
        assert "nothing" not in record(number).answers

    def test_the_list_in_force_at_the_visit_stays(self, rich_job):
        phone, number = rich_job
        new = [{"code": "new", "kind": "check", "required": True, "words": {"zh": "新项", "en": "new item"}}]
        put_checklist(product_model=phone.world.model, items=new, at=phone.now)
        assert "新项" not in phone.read(f"/field/jobs/{number}")


class TestPhotos:
    def test_a_photo_is_made_smaller_and_loses_its_position(self, working, number):
        exif = Image.Exif()
        exif[0x8825] = {1: "N", 2: (31.0, 12.0, 0.0)}
        exif[0x0110] = "Phone"
        working.do(number, "record", **TALK, photos=[picture((2400, 1200), exif=exif)])
        kept = Attachment.objects.get()
        with default_storage.open(kept.path) as stored:
            image = Image.open(io.BytesIO(stored.read()))
        assert image.size == (1600, 800)
        assert not image.getexif()
        assert (kept.kind, kept.media_type, kept.name) == ("photo", "image/jpeg", "IMG_0001.jpg")
        assert len(kept.sha256) == 64

    def test_photos_stand_on_the_page(self, working, number):
        working.do(number, "record", **TALK, photos=[picture(), picture((50, 50), name="plate.jpg")])
        page = working.open(f"/field/jobs/{number}")
        assert "照片 2" in words(page)
        assert 'alt="照片 plate.jpg"' in page.content.decode()
        address = re.search(r'<img src="(/calls/[^"]+)"', page.content.decode())[1]
        assert working.open(address)["Content-Type"] == "image/jpeg"

    @pytest.mark.parametrize(
        ("file", "told"),
        [
            (SimpleUploadedFile("a.pdf", b"%PDF-1.4 x", "application/pdf"), "只收照片"),
            (SimpleUploadedFile("a.jpg", b"\xff\xd8\xff\xe0broken", "image/jpeg"), "打不开"),
            (SimpleUploadedFile("a.jpg", b"", "image/jpeg"), "这个文件是空的"),
        ],
    )
    def test_what_is_no_photo_is_refused_and_nothing_is_written(self, working, number, file, told):
        assert told in working.refused(number, "record", **WORK, photos=[file])
        assert not Attachment.objects.exists()

    def test_too_many_photos_are_refused(self, working, number):
        assert "最多 10 个文件" in working.refused(
            number, "record", **TALK, photos=[picture() for _ in range(11)]
        )

    def test_a_name_with_a_path_keeps_its_last_part(self, working, number):
        working.do(number, "record", **TALK, photos=[picture(name="../../etc/x.png", kind="PNG")])
        assert Attachment.objects.get().name == "x.jpg"


def test_the_second_visit_goes_on_where_the_first_stopped(working, world, call, number):
    working.do(number, "record", **WORK | {"answer_power": ""})
    working.do(number, "leave", outcome="continued", note="等零件")
    world.dispatch(call)
    working.go(number, until="meeting")
    assert voucher(number).visits.count() == 2
    assert value_of(working, number, "found") == "滤网积灰，过热保护"
