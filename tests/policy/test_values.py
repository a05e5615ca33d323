"""Values of parameters: what is read, what is refused and how it is said."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.lib.refusal import Invalid
from yinuo.policy.rules import brief, checked, describe, typed
from yinuo.policy.rules.saying import spaced
from yinuo.policy.shipped import PARAMETERS
from yinuo.policy.states import Kind

GOOD = [
    ("G14.urban", 300, timedelta(hours=5)),
    ("S2.5.feedback_within", 1, timedelta(minutes=1)),
    ("G4.file_by", 0, 0),
    ("calls.repeat_days", 365, 365),
    ("P4.report_before", 24, 24),
    ("G16.every", "week", "week"),
    ("P2.1.day_ends", "24:00", timedelta(days=1)),
    ("P2.9.from", "08:30", timedelta(hours=8, minutes=30)),
    ("P5.2.base", "12.50", Decimal("12.50")),
    ("P5.2.base", 80, Decimal(80)),
    ("S1.2.cost_above", None, None),
    ("S1.2.cost_above", "0", Decimal(0)),
    ("P5.3.factor", "1.5", Decimal("1.5")),
    ("visits.fence", 500, 500),
    ("S1.2.kinds", ["other", "breakdown"], ("breakdown", "other")),
    ("S1.2.kinds", [], ()),
    ("G1.order", ["paid", "contract"], ("paid", "contract")),
    ("calls.unknown_zone", "suburban", "suburban"),
    ("P2.9.telephone", "  020-0000 1286 ", "020-0000 1286"),
    ("P2.9.telephone", None, None),
]


@pytest.mark.parametrize(("key", "raw", "value"), GOOD)
def test_a_value_is_read_as_its_type(key, raw, value):
    read = checked(PARAMETERS[key], raw)
    assert read == value
    assert type(read) is type(value)


BAD = [
    ("G14.urban", value)
    for value in (14, 14401, 0, -360, 360.0, "360", True, None, [360], {}, 10**30, "６小时")
]
BAD += [("G4.file_by", value) for value in (-1, 11, 1.5, "1", None, False)]
BAD += [("calls.repeat_days", value) for value in (0, 366, "thirty")]
BAD += [("P4.report_before", value) for value in (0, 25, "")]
BAD += [("G16.every", value) for value in ("fortnight", "", None, 1, ["month"], {"month": 1})]
BAD += [
    ("P2.9.from", value)
    for value in ("24:01", "9:00", "09:60", "25:00", "", None, 900, "09:00:00", "09：00", "٠٩:٠٠")
]
BAD += [
    ("P5.2.base", value)
    for value in (-1, "10000.01", "1.005", "NaN", "Infinity", "1e99999", "fifty", 1.5, True, None, [], "")
]
BAD += [("P5.3.factor", value) for value in ("0.99", "10.01", "-2", None, "²")]
BAD += [("visits.fence", value) for value in (19, 20001, "300", None)]
BAD += [
    ("S1.2.kinds", value)
    for value in ("breakdown", ["unknown"], ["other", "other"], [["other"]], [None], {"other": 1}, None, 3)
]
BAD += [("calls.unknown_zone", value) for value in ("", "town", None, ["urban"], 0)]
BAD += [
    ("P2.9.telephone", value)
    for value in ("", "  ", "12", "1" * 41, "a\x00b", "\ud800123", "one\ntwo", 20, [])
]
BAD += [
    ("G14.steps", value)
    for value in (
        None,
        "remind owner 50%",
        ["remind nobody 50%"],
        ["remind owner 101%"],
        ["remind owner"],
        ["shout owner 50%"],
        ["remind owner 120"],
        ["remind owner +120 "],
        ["remind owner @G99.none"],
        ["remind owner @G4.file_by"],
        ["remind owner +999999"],
        ["remind owner 50%", "remind owner 50%"],
        [7],
        [f"remind owner +{n}" for n in range(13)],
    )
]


@pytest.mark.parametrize(("key", "raw"), BAD)
def test_a_wrong_value_is_refused_in_words_with_the_parameter_as_field(key, raw):
    with pytest.raises(Invalid) as caught:
        checked(PARAMETERS[key], raw)
    assert caught.value.code == "parameter_invalid"
    assert list(caught.value.fields) == [key]
    told = caught.value.words
    assert PARAMETERS[key].name.zh in told.zh
    assert PARAMETERS[key].name.en in told.en


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(PARAMETERS)), ANYTHING)
def test_whatever_comes_is_a_value_or_a_refusal(key, raw):
    try:
        value = checked(PARAMETERS[key], raw)
    except Invalid:
        return
    assert describe(PARAMETERS[key], value).en


@given(st.integers(15, 14400))
def test_minutes_within_bounds_survive(minutes):
    assert checked(PARAMETERS["G14.urban"], minutes) == timedelta(minutes=minutes)


SAID = [
    ("G14.urban", 360, "6 工时", "6 working hours"),
    ("G13.first_hour", 60, "1 工时", "1 working hour"),
    ("G14.urban", 150, "2 工时 30 分", "2 working hours 30 min"),
    ("G3.register_within", 10, "工作时间 10 分钟", "10 working minutes"),
    ("S2.5.feedback_within", 15, "15 分钟", "15 minutes"),
    ("S2.5.feedback_within", 1, "1 分钟", "1 minute"),
    ("G20.told_within", 60, "1 小时", "1 hour"),
    ("calls.duplicate_within", 1440, "24 小时", "24 hours"),
    ("G20.told_within", 90, "1 小时 30 分", "1 hour 30 min"),
    ("S2.2.set_out_grace", 0, "工作时间 0 分钟", "0 working minutes"),
    ("G4.file_by", 0, "同一工作日", "the same working day"),
    ("G4.file_by", 1, "下一个工作日", "the next working day"),
    ("G4.file_by", 3, "3 个工作日内", "within 3 working days"),
    ("P2.1.solve_within", 0, "当天", "the same day"),
    ("P2.1.solve_within", 1, "1 天", "1 day"),
    ("P1.2.hand_over_within", 14, "2 周", "2 weeks"),
    ("P1.2.hand_over_within", 7, "1 周", "1 week"),
    ("calls.repeat_days", 30, "30 天", "30 days"),
    ("P4.report_before", 1, "1 个月", "1 month"),
    ("P4.report_before", 3, "3 个月", "3 months"),
    ("G16.every", "quarter", "每季", "each quarter"),
    ("P2.1.day_ends", "24:00", "24:00", "24:00"),
    ("P2.9.from", "09:00", "09:00", "09:00"),
    ("P2.9.contribution", "50.00", "50 元", "50 yuan"),
    ("P2.9.contribution", "12.50", "12.5 元", "12.5 yuan"),
    ("P2.9.contribution", 100, "100 元", "100 yuan"),
    ("S1.2.cost_above", None, "未设定", "not set"),
    ("P5.2.factor", "2", "2 倍", "2 times"),
    ("G18.share", "1", "100%", "100 %"),
    ("G18.share", "0.25", "25%", "25 %"),
    ("visits.fence", 300, "300 米", "300 m"),
    ("S1.2.kinds", [], "无", "none"),
    ("G1.order", ["warranty", "paid"], "免费、有费", "warranty, paid"),
    ("P2.9.days", ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "每天", "every day"),
    ("P2.9.days", ["mon", "tue"], "周一、周二", "Monday, Tuesday"),
    ("calls.unknown_zone", "urban", "市区", "town"),
    ("P2.9.telephone", "020-0000 1286", "020-0000 1286", "020-0000 1286"),
    (
        "G14.steps",
        ["remind owner 50%"],
        "时限过了 50%，提醒责任人",
        "50 % of the time gone: the owner reminded",
    ),
    ("G14.steps", ["escalate supervisor +0"], "到期时，报服务主管", "at the due time: supervisor told"),
    (
        "G14.steps",
        ["remind owner -30", "escalate branch_manager +120c"],
        "到期前工作时间 30 分钟，提醒责任人；逾期 2 小时，报经理",
        "30 working minutes before the due time: the owner reminded; 2 hours late: branch manager told",
    ),
]


@pytest.mark.parametrize(("key", "raw", "zh", "en"), SAID)
def test_a_value_is_said_with_its_unit(key, raw, zh, en):
    words = describe(PARAMETERS[key], typed(PARAMETERS[key], raw))
    assert (words.zh, words.en) == (zh, en)


def test_a_chip_counts_a_long_list_and_says_a_short_one():
    forms, order = PARAMETERS["G2.forms"], PARAMETERS["G1.order"]
    assert brief(forms, typed(forms, forms.shipped)).zh == "12 项"
    assert brief(order, typed(order, order.shipped)).en == "warranty, contract, paid"
    days = PARAMETERS["P2.9.days"]
    assert brief(days, typed(days, days.shipped)).zh == "每天"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("移交后10 个工作日内", "移交后 10 个工作日内"),
        ("报告后 工作时间 30 分钟", "报告后工作时间 30 分钟"),
        ("市区 6 工时", "市区 6 工时"),
        ("过了50%时", "过了 50% 时"),
        ("下一个工作日° 前", "下一个工作日°前"),
        ("at once", "at once"),
    ],
)
def test_chinese_text_is_spaced_around_numbers_only(text, wanted):
    assert spaced(text) == wanted
    assert spaced(wanted) == wanted


@pytest.mark.parametrize("key", sorted(PARAMETERS))
def test_every_shipped_value_is_said_in_both_languages(key):
    parameter = PARAMETERS[key]
    words = describe(parameter, typed(parameter, parameter.shipped))
    assert words.zh
    assert words.en
    if parameter.kind is not Kind.TIME:
        assert words.zh != words.en
