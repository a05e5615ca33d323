"""What stands on each paper, cell by cell, in both languages, before it is set."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import at
from yinuo.calls import commands as calls
from yinuo.calls.states import UNSIGNED_WORDS, Outcome
from yinuo.lib.words import speaking
from yinuo.papers import content, qr
from yinuo.papers.queries import LEDGER_COLUMNS, REGISTER_COLUMNS, ledger_line

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def world() -> World:
    from tests.world import build

    return build()


def cells(world: World, call: Any, language: str = "zh", zone: ZoneInfo = SHANGHAI) -> dict[str, str]:
    """The cells of a voucher by the name in front of each."""
    voucher = world.voucher(call)
    with speaking(language):
        rows = content.rows(voucher, content.last_visit(voucher), zone)
    flat = [cell for row in rows for cell in row]
    return dict(zip(flat[::2], flat[1::2], strict=True))


class TestVoucher:
    def test_a_fresh_one_is_empty_where_nothing_happened(self, world: World) -> None:
        told = cells(world, world.register(when=at("2026-11-24 10:35")))
        assert told["来电"] == "2026-11-24 10:35"
        assert told["应到"] == "2026-11-25 09:05"
        for empty in (
            "到达",
            "离开",
            "现场",
            "原因",
            "处理",
            "零件",
            "工时",
            "收费",
            "技术员",
            "面谈人",
            "结果",
        ):
            assert told[empty] == ""

    def test_a_finished_one_tells_all(self, world: World) -> None:
        call = world.register(when=at("2026-11-24 10:35"))
        world.finish(call, when=at("2026-11-24 11:00"))
        told = cells(world, call)
        expected = {
            "客户": "昆仑体检中心 市区本部 放射科",
            "电话": "020-0000 1286",
            "机型": "KL-64 CT",
            "序号": "2309-0052",
            "现场": "滤网积灰，过热保护",
            "处理": "换滤网，清风道",
            "到达": "2026-11-24 11:00",
            "离开": "11:00",
            "工时": "45 分",
            "收费": "0.00 元",
            "面谈人": "鲁护士长",
            "结果": "完成",
            "回执单": "HZ-SH-2026-000001",
        }
        assert {name: told[name] for name in expected} == expected

    @pytest.mark.parametrize(
        ("category", "box"),
        [("warranty", "■\u00a0免费"), ("contract", "■\u00a0合同"), ("paid", "■\u00a0有费")],
    )
    def test_one_box_is_filled(self, world: World, category: str, box: str) -> None:
        call = world.register()
        deed = world.deed("supervisor")
        number = f"{call.number}-1"
        calls.change_category(number=number, version=None, category=category, reason="试", deed=deed)
        told = cells(world, call)["类别"]
        assert box in told
        assert told.count("■") == 1
        assert told.count("□") == 2

    def test_the_names_of_the_cells_are_said_in_english(self, world: World) -> None:
        told = cells(world, world.register(), "en")
        assert {"Customer", "Serial", "Category", "Spoken with", "Receipt form"} <= set(told)
        assert not [name for name in told if any("\u4e00" <= char <= "\u9fff" for char in name)]

    def test_times_are_the_branchs(self, world: World) -> None:
        call = world.register(when=at("2026-11-24 10:35"))
        assert cells(world, call, zone=BERLIN)["来电"] == "2026-11-24 03:35"

    def test_a_voucher_without_a_device_leaves_its_cells_empty(self, world: World) -> None:
        told = cells(world, world.register(devices=(None,)))
        assert (told["机型"], told["序号"]) == ("", "")

    @pytest.mark.parametrize("fee", ["0", "0.5", "1284", "99999999"])
    def test_money_has_two_places(self, world: World, fee: str) -> None:
        call = world.register()
        world.to_site(call)
        world.work(call, fee=Decimal(fee))
        assert cells(world, call)["收费"] == f"{Decimal(fee):,.2f} 元"

    def test_parts_are_one_phrase(self, world: World) -> None:
        call = world.register()
        world.to_site(call)
        parts = [{"name": "滤网", "serial": "F-12", "quantity": "1"}, {"name": "油", "quantity": "2"}]
        world.work(call, parts=parts)
        assert cells(world, call)["零件"] == "滤网 F-12 × 1；油 × 2"


class TestSignature:
    def stood(self, world: World, **changed: Any) -> Any:
        call = world.register()
        world.to_site(call)
        world.work(call)
        world.sign(call, **changed)
        return content.standing(world.voucher(call))

    def test_who_and_when(self, world: World) -> None:
        assert content.signed(self.stood(world), SHANGHAI) == "鲁护士长 护士长  2026-11-24 09:00"

    def test_without_a_post_only_the_name(self, world: World) -> None:
        assert content.signed(self.stood(world, post=""), SHANGHAI).startswith("鲁护士长  2026")

    @pytest.mark.parametrize("reason", [each for each in UNSIGNED_WORDS if each != "other"])
    def test_why_nobody_signed(self, world: World, reason: str) -> None:
        signature = self.stood(world, kind="none", signer="", strokes="", unsigned_reason=reason)
        with speaking("en"):
            assert content.signed(signature, SHANGHAI) == f"Not signed: {UNSIGNED_WORDS[reason].en}"

    def test_nothing_while_nobody_was_asked(self) -> None:
        assert content.signed(None, SHANGHAI) == ""
        assert content.fingerprint(None) == ""
        assert content.strokes(None) is None

    def test_the_fingerprint_is_of_the_signed_document(self, world: World) -> None:
        signature = self.stood(world)
        digits = signature.document_hash[:8].upper()
        assert content.fingerprint(signature) == f"指纹 {digits[:4]}-{digits[4:]}"

    @given(path=st.text(max_size=60))
    def test_strokes_never_leave_their_attribute(self, path: str) -> None:
        from types import SimpleNamespace

        drawn = content.strokes(SimpleNamespace(strokes=path))  # type: ignore[arg-type]
        if path:
            assert drawn is not None
            assert drawn.count("<") == 3
            assert drawn.count("<path ") == 1

    def test_completed_is_shown_after_taken_away(self, world: World) -> None:
        call = world.register()
        world.to_site(call)
        world.sign(call, purpose="taken_away", signer="甲")
        world.work(call)
        world.sign(call, signer="乙")
        standing = content.standing(world.voucher(call))
        assert standing is not None
        assert standing.signer == "乙"


class TestEarlier:
    def test_a_line_for_each_service_with_what_was_done_and_by_whom(self, world: World) -> None:
        call = world.register(when=at("2026-11-20 09:00"))
        world.finish(call, when=at("2026-11-20 10:00"))
        ((day, number, what, who),) = content.earlier([world.voucher(call)], SHANGHAI)
        assert (day, number) == ("2026-11-20", f"{call.number}-1")
        assert what == "开机十分钟后停机，报 E-2107；换滤网，清风道"
        assert who == world.people["technician"].name

    def test_a_long_story_is_cut(self, world: World) -> None:
        call = world.register(fault="很长" * 100)
        world.finish(call)
        ((_day, _number, what, _who),) = content.earlier([world.voucher(call)], SHANGHAI)
        assert len(what) == 90
        assert what.endswith("很…")

    def test_solved_by_telephone_has_no_technician(self, world: World) -> None:
        call = world.register()
        calls.solve_remotely(
            number=call.number, version=None, customers_word="好", solution="重启", deed=world.deed()
        )
        ((_day, _number, _what, who),) = content.earlier([world.voucher(call)], SHANGHAI)
        assert who == ""


class TestTables:
    def test_every_column_has_words_in_both_languages(self) -> None:
        for words, _width in (*REGISTER_COLUMNS, *LEDGER_COLUMNS):
            assert words.zh
            assert words.en

    def test_a_ledger_line_fills_every_column(self, world: World) -> None:
        call = world.register()
        world.to_site(call)
        calls.leave(
            number=f"{call.number}-1",
            version=None,
            outcome=Outcome.CONTINUED,
            note="等零件",
            deed=world.deed("technician"),
        )
        visit = world.voucher(call).visits.get()
        line = ledger_line(visit, SHANGHAI)
        assert len(line) == len(LEDGER_COLUMNS)
        assert line[0] == "2026-11-24"
        assert line[-4:] == ["09:00"] * 4


@given(st.text(st.characters(codec="ascii", exclude_characters="\x00"), min_size=1, max_size=200))
def test_a_code_is_a_picture_without_styles_or_scripts(text: str) -> None:
    drawn = qr.svg(text)
    assert drawn.startswith("<svg")
    assert "style=" not in drawn
    assert "<script" not in drawn
