"""The forms of the field by themselves: rows, checklists, positions, who may be chosen."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from tests.field.conftest import ITEMS, drawing, picture
from yinuo.calls.models import Record
from yinuo.calls.states import POINT_WORDS, SignatureKind
from yinuo.field.forms import ArriveForm, EscalateForm, LeaveForm, MeetingForm, SignForm, WorkForm, checks
from yinuo.field.forms.rows import MOST
from yinuo.lib.refusal import Invalid
from yinuo.lib.words import speaking
from yinuo.policy import queries as policies
from yinuo.policy.rules import composed

POINTS = tuple(POINT_WORDS)


def form(sent: dict[str, object] | None = None, record: Record | None = None, items=ITEMS) -> WorkForm:
    """Return the form of the work with what was sent."""
    data = (
        None
        if sent is None
        else MultiValueDict(
            {name: value if isinstance(value, list) else [value] for name, value in sent.items()}
        )
    )
    return WorkForm(*([data, {}] if data is not None else []), record=record, items=items, points=POINTS)


class TestRows:
    @pytest.mark.parametrize(
        ("stored", "rows"),
        [([], 1), ([{"name": "a", "quantity": "1"}], 1), ([{"name": "a"}, {"name": "b"}, {"name": "c"}], 3)],
    )
    def test_a_page_shows_the_stored_rows_and_at_least_one(self, stored, rows):
        shown = form(record=Record(parts=stored)).parts_shown()
        assert len(shown) == rows
        assert [row["name"].value() for row in shown][: len(stored)] == [row["name"] for row in stored]

    @given(st.sets(st.integers(min_value=0, max_value=MOST - 1), max_size=12))
    def test_rows_come_back_in_order_however_they_were_numbered(self, places):
        sent = {f"parts_{place}_name": f"零件{place}" for place in places} | {
            f"parts_{place}_quantity": "1" for place in places
        }
        filled = form(sent)
        assert filled.is_valid(), filled.errors
        assert [row["name"] for row in filled.rows_read["parts"]] == [
            f"零件{place}" for place in sorted(places)
        ]

    @given(st.integers(min_value=MOST, max_value=999))
    def test_no_page_has_more_rows_than_the_most(self, place):
        filled = form({f"parts_{place}_name": "远", f"parts_{place}_quantity": "1"})
        assert filled.is_valid()
        assert filled.rows_read["parts"] == []
        assert len(filled.parts_shown()) == MOST

    @pytest.mark.parametrize(
        "name",
        ["parts_-1_name", "parts_1", "parts_1_name_x2", "parts__name", "xparts_1_name", "parts_１_name"],
    )
    def test_a_name_of_another_shape_is_no_row(self, name):
        filled = form({name: "x"})
        assert filled.is_valid()
        assert filled.rows_read == {"readings": [], "parts": []}

    @pytest.mark.parametrize(
        ("sent", "refused"),
        [
            ({"parts_0_name": "滤网"}, ["parts_0_quantity"]),
            ({"parts_0_serial": "1"}, ["parts_0_name", "parts_0_quantity"]),
            ({"readings_1_unit": "V"}, ["readings_1_name", "readings_1_value"]),
            ({"parts_0_name": "滤网", "parts_0_quantity": "x"}, ["parts_0_quantity"]),
        ],
    )
    def test_a_begun_row_names_the_cells_it_lacks(self, sent, refused):
        filled = form(sent)
        assert not filled.is_valid()
        assert list(filled.errors) == refused
        assert (filled.parts_refused, filled.readings_refused) == (
            "parts" in refused[0],
            "readings" in refused[0],
        )

    def test_counts_are_those_of_what_is_stored(self):
        filled = form(record=Record(parts=[{"name": "a"}], readings=[{"name": "b"}, {"name": "c"}]))
        assert (filled.parts_given, filled.readings_given) == (1, 2)
        assert (filled.parts_refused, filled.readings_refused) == (False, False)


class TestChecks:
    @pytest.mark.parametrize(
        ("item", "zh", "en"),
        [
            ({"low": "18", "high": "24", "unit": "℃"}, "18 至 24 ℃", "18 to 24 ℃"),
            ({"low": "18", "high": "24"}, "18 至 24", "18 to 24"),
            ({"low": "1.8", "unit": "bar"}, "不低于 1.8 bar", "at least 1.8 bar"),
            ({"high": "5", "unit": "%"}, "不高于 5 %", "at most 5 %"),
            ({"low": 0, "high": 0}, "0 至 0", "0 to 0"),
        ],
    )
    def test_limits_in_words(self, item, zh, en):
        words = checks.limits(item)
        assert (words.zh, words.en) == (zh, en)

    def test_no_limits_no_words(self):
        assert checks.limits({"unit": "V"}) is None
        assert checks.hint_of({"kind": "number", "unit": "V"}, "5") is None

    @pytest.mark.parametrize(
        ("answer", "outside"),
        [("17.99", True), ("18", False), ("24", False), ("24.01", True), ("", False), (None, False)],
    )
    def test_a_reading_outside_says_so(self, answer, outside):
        item = ITEMS[1]
        assert str(checks.hint_of(item, answer)).startswith("超出") == outside
        shown = next(
            check for check in form(record=Record(answers={"room": answer})).checks() if check.item is item
        )
        assert (shown.outside, shown.done) == (outside, answer not in ("", None))

    @given(st.decimals(min_value=-1000, max_value=1000, places=2))
    def test_a_number_comes_back_as_it_was_typed(self, number):
        filled = form({"answer_room": str(number)})
        assert filled.is_valid()
        values, photos = filled.values()
        assert Decimal(values["answers"]["room"]) == number
        assert photos == []

    def test_what_is_required_is_not_called_optional(self):
        shown = {check.item["code"]: check.required for check in form().checks()}
        assert shown == {
            "power": True,
            "room": True,
            "water": False,
            "scan": True,
            "plate": True,
            "around": False,
        }
        assert form().fields["answer_room"].required
        assert not form().fields["answer_water"].required

    def test_answers_are_counted(self):
        filled = form(record=Record(answers={"power": True, "room": "20", "water": None, "around": ""}))
        assert filled.checked() == 2

    def test_a_form_without_a_list_has_none(self):
        assert form(items=()).checks() == []


class TestSaving:
    def test_nothing_is_required_while_one_goes(self):
        filled = form({})
        assert filled.is_valid()
        assert filled.fields["found"].required
        values, _ = filled.values()
        assert (values["found"], values["minutes"], values["fee"], values["points"]) == ("", None, 0, [])

    def test_the_talk_is(self):
        assert set(MeetingForm({}).errors) == {"spoken_with", "learned", "proposed"}

    def test_what_stands_is_what_the_form_begins_with(self):
        record = Record(found="a", minutes=5, fee=Decimal("0.00"), points=["tidy"])
        begun = form(record=record)
        assert (begun["found"].value(), begun["minutes"].value(), begun["fee"].value()) == ("a", 5, None)
        assert begun["points"].value() == ["tidy"]

    def test_differences_name_what_stands_otherwise(self):
        filled = form({"found": "b", "work": "c"}, record=Record(found="a", work="c"))
        assert filled.is_valid()
        assert filled.differences() == {"found": {"yours": "b", "now": "a"}}

    def test_a_surrogate_is_told(self):
        filled = form({"cause": "\udfff"})
        assert not filled.is_valid()
        assert "半个字符" in str(filled.errors["cause"])


class TestPositions:
    @given(
        st.decimals(min_value=-90, max_value=90, places=6),
        st.decimals(min_value=-180, max_value=180, places=6),
    )
    def test_every_point_on_the_earth_is_one(self, lat, lon):
        arrived = ArriveForm({"lat": f"{lat:f}", "lon": f"{lon:f}"})
        assert arrived.is_valid()
        assert (arrived.position.latitude, arrived.position.longitude) == (lat, lon)

    @given(st.text(max_size=16), st.text(max_size=16))
    def test_whatever_comes_there_is_a_point_or_words(self, lat, lon):
        arrived = ArriveForm({"lat": lat, "lon": lon})
        if arrived.is_valid() and arrived.position:
            assert abs(arrived.position.latitude) <= 90
            assert abs(arrived.position.longitude) <= 180
        else:
            assert arrived.status in (200, 422)

    def test_none_is_fine(self):
        arrived = ArriveForm({})
        assert arrived.is_valid()
        assert arrived.position is None


class TestSigning:
    def signed(self, **changed: object) -> SignForm:
        sent = {
            "kind": "drawn",
            "purpose": "completed",
            "signer": "鲁护士长",
            "post": "护士长",
            **drawing(),
            **changed,
        }
        filled = SignForm(sent, {})
        filled.offer_policy(composed([queries_issue()])[0])
        assert filled.is_valid(), filled.errors
        return filled

    def test_a_drawing_brings_strokes_and_picture(self):
        signing = self.signed().signing()
        assert (signing.kind, signing.signer, signing.strokes) == (
            SignatureKind.DRAWN,
            "鲁护士长",
            drawing()["signature_svg"],
        )
        assert signing.image.kind == "signature"

    def test_what_belongs_to_another_kind_is_left_out(self):
        signing = self.signed(kind="none", unsigned_reason="refused", unsigned_note="x").signing()
        assert (signing.signer, signing.post, signing.strokes, signing.image) == ("", "", "", None)
        assert (signing.unsigned_reason, signing.unsigned_note) == ("refused", "x")
        signing = self.signed(unsigned_reason="refused", unsigned_note="x").signing()
        assert (signing.unsigned_reason, signing.unsigned_note) == ("", "")

    def test_a_scan_without_a_file_has_no_picture(self):
        assert self.signed(kind="scan").signing().image is None

    @pytest.mark.parametrize("path", ["M1 1L2 2<", "javascript:1", "M1 1L2 2\x00"])
    def test_a_path_that_is_none_is_refused(self, path):
        filled = SignForm({"kind": "drawn", "purpose": "completed", **drawing(), "signature_svg": path}, {})
        filled.offer_policy(composed([queries_issue()])[0])
        if filled.is_valid():
            with pytest.raises(Invalid) as raised:
                filled.signing()
            assert raised.value.code == "signature_missing"
        else:
            assert list(filled.errors) == ["signature_svg"]


def queries_issue() -> policies.Issue:
    """Return the policy that ships, as the first version."""
    from yinuo.policy.shipped import IN_FORCE_FROM

    return policies.Issue(1, IN_FORCE_FROM, {})


def test_a_photo_keeps_its_name_with_the_ending_it_now_has():
    kept, sha256 = checks.picture(picture(name="IMG 7.PNG", kind="PNG"))
    assert (kept.name, kept.media_type, len(sha256)) == ("IMG 7.jpg", "image/jpeg", 64)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("made", [MeetingForm, LeaveForm, EscalateForm, ArriveForm])
def test_every_label_is_said_in_both_languages(made, language):
    with speaking(language):
        labels = [str(each.label) for each in made() if not each.is_hidden]
    chinese = [label for label in labels if any("\u4e00" <= char <= "\u9fff" for char in label)]
    assert chinese == (labels if language == "zh" else [])
