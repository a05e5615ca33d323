"""The form: refusals find their field, what was typed stays, the status fits; and how fields are drawn."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from yinuo.lib.refusal import Conflict, Invalid, NotAllowed, NotFound, Refused
from yinuo.lib.words import speaking, w
from yinuo.web import forms
from yinuo.web.gallery import Sample, blocked, changed

GOOD = {
    "phone": "020-0000 1286",
    "fault": "扫描中断",
    "hurt": "no",
    "device": "1",
    "kind": "a",
    "at": "2026-11-24 10:35",
    "skills": ["ct"],
}
ASIA = ZoneInfo("Asia/Shanghai")


class Small(forms.Form):
    """Two fields."""

    phone = forms.PhoneField(w("手机", "Mobile"))
    note = forms.TextField(w("备注", "Note"), hint=w("一句话", "one sentence"), optional=True)


def test_typed_values() -> None:
    form = Sample(GOOD, zone=ASIA)
    assert form.is_valid(), form.errors
    values = form.cleaned_data
    assert values["phone"] == "02000001286"
    assert values["at"] == datetime(2026, 11, 24, 2, 35, tzinfo=UTC)
    assert (values["until"], values["fee"], values["told"], values["photos"]) == (None, None, False, [])
    assert form.status == 200


def test_a_fresh_form_is_quiet() -> None:
    form = Small()
    assert (form.status, form.first_refused) == (200, "")


def test_what_was_typed_stays() -> None:
    form = Small({"phone": "100 0000 12", "note": "<b>"})
    assert form.status == 422
    assert form.first_refused == "phone"
    assert form["phone"].value() == "100 0000 12"
    assert form["note"].value() == "<b>"


def test_a_refusal_finds_its_field() -> None:
    form = Small({"phone": "02000001286"})
    assert form.is_valid()
    form.add_refusal(
        Invalid("unknown", w("没有", "none"), fields={"phone": w("没有这个号码", "No such number")})
    )
    assert form.errors["phone"] == ["没有这个号码"]
    assert form.non_field_errors() == []
    assert form.status == 422


def test_a_refusal_of_an_unknown_field_stands_over_the_form() -> None:
    form = Small({"phone": "02000001286"})
    assert form.is_valid()
    form.add_refusal(
        Invalid("unknown", w("没有这台机器", "No such device"), fields={"serial": w("序号", "serial")})
    )
    assert form.non_field_errors() == ["没有这台机器"]


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Invalid("a", w("甲", "A")), 422),
        (NotAllowed("a", w("甲", "A")), 403),
        (NotFound("a", w("甲", "A")), 404),
        (Refused("a", w("甲", "A")), 409),
        (Conflict("a", w("甲", "A")), 409),
    ],
)
def test_the_status_is_the_refusals(refusal, status: int) -> None:
    form = Small({"phone": "02000001286"})
    with form.refusals():
        raise refusal
    assert form.status == status
    assert form.non_field_errors() == ["甲"]
    with speaking("en"):
        assert [str(one) for one in form.non_field_errors()] == ["A"]


def test_other_failures_pass() -> None:
    form = Small({"phone": "02000001286"})
    with pytest.raises(ZeroDivisionError), form.refusals():
        raise ZeroDivisionError
    assert form.status == 200


def test_choices_known_only_now() -> None:
    form = Sample(GOOD | {"device": "77"})
    form.offer("device", [("77", w("CB-5", "CB-5"))])
    assert "device" not in form.errors
    assert form.cleaned_data["device"] == "77"
    assert "device" in Sample(GOOD | {"device": "77"}).errors
    with pytest.raises(TypeError):
        form.offer("phone", [])


@pytest.mark.parametrize("key", ["", "short", "with space in it", "x" * 81, "ключ-ключ", "a;b'c\"d--e"])
def test_a_key_is_needed(asking, key: str) -> None:
    with pytest.raises(Invalid) as caught:
        forms.key_of(asking("/", method="post", data={"key": key}))
    assert caught.value.code == "idempotency_key_missing"


def test_a_key_is_read(asking) -> None:
    assert forms.key_of(asking("/", method="post", data={"key": " 0d9b-11aa "})) == "0d9b-11aa"


@pytest.mark.parametrize("version", ["", "-1", "1.5", "1" * 10, "seven", "٣"])
def test_a_version_is_needed(asking, version: str) -> None:
    with pytest.raises(Invalid) as caught:
        forms.version_of(asking("/", method="post", data={"version": version}))
    assert caught.value.code == "version_missing"


def test_a_version_is_read(asking) -> None:
    assert forms.version_of(asking("/", method="post", data={"version": "7"})) == 7


def drawn(written, form, name: str, options: str = "") -> str:
    return written("{% field form." + name + " " + options + " %}", form=form)


def test_a_field_has_its_label_and_hint(written, tongue: str) -> None:
    text = drawn(written, Small(), "note")
    label, optional, hint = {
        "zh": ("备注", "（可不填）", "一句话"),
        "en": ("Note", "(optional)", "one sentence"),
    }[tongue]
    assert label in text
    assert optional in text
    assert hint in text
    assert 'for="id_note"' in text
    assert 'aria-describedby="id_note_hint"' in text
    assert 'id="id_note_hint"' in text
    assert "aria-required" not in text


def test_a_needed_field_says_so_to_machines(written) -> None:
    text = drawn(written, Small(), "phone")
    assert 'aria-required="true"' in text
    assert "可不填" not in text
    assert " required" not in text
    assert "aria-invalid" not in text


def test_what_another_answer_makes_needed_is_not_called_optional(written, tongue: str) -> None:
    text = drawn(written, Small(), "note", "asked=True")
    assert [word for word in ("可不填", "(optional)", "asked") if word in text] == []
    assert "aria-required" not in text


def test_a_refused_field_says_why_and_has_the_focus(written) -> None:
    form = Small({"phone": "100 0000 12", "note": "a\ud800"})
    text = drawn(written, form, "phone")
    assert 'aria-invalid="true"' in text
    assert 'aria-describedby="id_phone_error"' in text
    assert 'id="id_phone_error"' in text
    assert "autofocus" in text
    assert 'value="100 0000 12"' in text
    other = drawn(written, form, "note")
    assert 'aria-describedby="id_note_hint id_note_error"' in other
    assert "autofocus" not in other


def test_typed_markup_stays_text(written) -> None:
    text = drawn(written, Small({"phone": '"><script>'}), "phone")
    assert "<script>" not in text


def test_few_choices_are_drawn_side_by_side(written) -> None:
    text = drawn(written, Sample(GOOD), "hurt")
    assert 'class="y-choice" role="radiogroup"' in text
    assert text.count('type="radio"') == 3
    assert re.findall(r'value="(\w+)" checked', text) == ["no"]
    assert 'aria-labelledby="id_hurt_label"' in text


def test_nothing_is_chosen_beforehand(written) -> None:
    assert "checked" not in drawn(written, Sample(), "hurt")


def test_a_pick_list_with_number_keys(written) -> None:
    text = drawn(written, Sample(), "device", "digits=True")
    assert 'class="y-pick"' in text
    assert "data-digits" in text
    assert re.findall(r"<kbd>(\d)</kbd>", text) == ["1", "2"]


def test_a_refused_choice(written) -> None:
    form = Sample(GOOD | {"hurt": ""})
    text = drawn(written, form, "hurt")
    assert 'aria-invalid="true" data-refused' in text
    assert text.count("autofocus") == 1
    assert "这一栏要填" in text


def test_a_select(written) -> None:
    text = drawn(written, Sample(GOOD), "kind")
    assert 'class="form-select"' in text
    assert "selected" in text


def test_check_boxes(written) -> None:
    text = drawn(written, Sample(GOOD), "skills")
    assert 'role="group"' in text
    assert re.findall(r'value="(\w+)" checked', text) == ["ct"]
    one = drawn(written, Sample(GOOD | {"told": "on"}), "told")
    assert 'id="id_told" checked' in one


def test_options_of_the_tag(written) -> None:
    text = drawn(
        written, Sample(), "fault", "rows=5 placeholder='E-2107' data_key='n' plain=True autofocus=True"
    )
    assert 'rows="5"' in text
    assert 'placeholder="E-2107"' in text
    assert 'data-key="n"' in text
    assert "y-label y-sr" in text
    assert "autofocus" in text


def test_moments_are_typed_on_the_desk_and_picked_on_the_phone(written) -> None:
    form = Sample(initial={"at": datetime(2026, 11, 24, 2, 35, tzinfo=UTC)}, zone=ASIA)
    assert 'type="text" name="at" value="2026-11-24 10:35"' in drawn(written, form, "at")
    assert 'type="datetime-local" name="at" value="2026-11-24T10:35"' in drawn(
        written, form, "at", "picker=True"
    )
    assert 'type="date"' in drawn(written, form, "until", "picker=True")
    assert 'type="text"' in drawn(written, Sample(), "until")


def test_a_hidden_field_is_only_itself(written) -> None:
    class Hidden(forms.Form):
        number = forms.HiddenField(initial="SH-1")

    text = drawn(written, Hidden(), "number").strip()
    assert text.startswith('<input type="hidden" name="number" value="SH-1"')
    assert "label" not in text


def test_errors_of_the_whole_form(written, tongue: str) -> None:
    text = written("{% form_errors form %}", form=blocked())
    assert 'role="alert"' in text
    assert 'href="/gallery"' in text
    assert {"zh": "客户还没有签字", "en": "has not signed"}[tongue] in text


def test_a_conflict_shows_both_values(written, asking, tongue: str) -> None:
    text = written("{% form_errors form %}", form=changed(), request=asking("/calls/7?tab=a&b=c"))
    assert "贾立" in text
    assert "白岩" in text
    assert {"zh": "技术员", "en": "Technician"}[tongue] in text
    assert 'href="/calls/7?tab=a&amp;b=c"' in text
    assert 'type="submit"' in text


def test_a_good_form_has_no_errors_to_show(written) -> None:
    assert written("{% form_errors form %}", form=Small()).strip() == ""
    assert written("{% form_errors form %}", form=Small({"phone": "95588"})).strip() == ""


def test_a_form_with_field_errors_is_marked_for_drafts(written) -> None:
    assert "data-refused" in written("{% form_errors form %}", form=Small({"phone": ""}))


def test_a_broken_hidden_field_is_not_silent(written) -> None:
    class Hidden(forms.Form):
        number = forms.HiddenField(max_length=3)

    form = Hidden({"number": "12345"})
    assert "最多 3 个字" in written("{% form_errors form %}", form=form)
