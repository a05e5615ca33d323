"""Filters and small tags, in both languages, with nothing, and with hostile values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from yinuo.lib.words import speaking, w
from yinuo.web import clock

NOW = datetime(2026, 11, 24, 2, 36, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def _here_and_now():
    with clock.at(NOW), timezone.override(SHANGHAI):
        yield


@pytest.mark.parametrize(
    ("text", "value", "zh", "en"),
    [
        ("{{ x|clock }}", NOW, "10:36", "10:36"),
        ("{{ x|day }}", NOW, "11 月 24 日", "24 Nov"),
        ("{{ x|day }}", date(2027, 3, 31), "2027 年 3 月 31 日", "31 Mar 2027"),
        ("{{ x|day }}", datetime(2026, 11, 24, 16, 30, tzinfo=UTC), "11 月 25 日", "25 Nov"),
        ("{{ x|weekday }}", NOW, "11 月 24 日，星期二", "Tuesday, 24 Nov"),
        ("{{ x|when }}", NOW + timedelta(days=1), "明天 10:36", "tomorrow 10:36"),
        ("{{ x|brief }}", NOW - timedelta(days=1), "昨 10:36", "yest 10:36"),
        ("{{ x|span }}", timedelta(minutes=80), "1 小时 20 分", "1 h 20 min"),
        ("{{ x|span }}", timedelta(minutes=80, seconds=59), "1 小时 20 分", "1 h 20 min"),
        ("{{ x|span }}", timedelta(seconds=40), "40 秒", "40 s"),
        ("{{ x|span }}", timedelta(0), "0 分", "0 min"),
        ("{{ x|span }}", timedelta(hours=52, minutes=30), "52 小时 30 分", "52 h 30 min"),
        ("{{ x|amount }}", Decimal("1284.00"), "1,284 元", "¥1,284"),
        ("{{ x|amount }}", Decimal("50.5"), "50.50 元", "¥50.50"),
        ("{{ x|amount }}", 0, "0 元", "¥0"),
        ("{{ x|amount }}", Decimal("-3.1"), "-3.10 元", "¥-3.10"),
        ("{{ x|number }}", 12849, "12,849", "12,849"),
        ("{{ x|say }}", w("登记", "Register"), "登记", "Register"),
        ("{{ x|say }}", {"zh": "登记", "en": "Register"}, "登记", "Register"),
        ("{{ x|say }}", {"other": 1}, "{&#x27;other&#x27;: 1}", "{&#x27;other&#x27;: 1}"),
        ("{{ x|phone }}", "02000001286", "020-0000 1286", "020-0000 1286"),
        ("{{ x|phone }}", "13800000000", "138 0000 0000", "138 0000 0000"),
        ("{{ x|phone }}", "4000000000", "400-000-0000", "400-000-0000"),
        ("{{ x|tel }}", "020-0000 1286", "tel:02000001286", "tel:02000001286"),
        ("{{ x|tel }}", "javascript:alert(1)", "tel:1", "tel:1"),
    ],
)
def test_filters(written, text: str, value: object, zh: str, en: str) -> None:
    assert written(text, x=value) == zh
    with speaking("en"):
        assert written(text, x=value) == en


@pytest.mark.parametrize(
    "name", ["clock", "day", "weekday", "when", "brief", "span", "amount", "number", "say", "phone"]
)
def test_nothing_reads_as_nothing(written, name: str) -> None:
    assert written("{{ x|" + name + " }}", x=None) == ""


def test_a_zone_may_be_given(written) -> None:
    urumqi = ZoneInfo("Asia/Urumqi")
    assert written("{{ x|clock:z }} {{ x|when:z }}", x=NOW, z=urumqi) == "08:36 今天 08:36"


def test_words_are_escaped(written) -> None:
    assert written("{{ x|say }}", x=w("<b>", "<i>")) == "&lt;b&gt;"


def test_icon(written) -> None:
    text = written('{% icon "phone" %}{% icon "phone" "sm" %}{% icon name "lg" %}', name="check")
    assert text.count('aria-hidden="true"') == 3
    assert '/web/icons.svg#phone"' in text
    assert 'class="icon icon-sm"' in text
    assert '#check"' in text


def test_module(written) -> None:
    text = written('{% module "signature" %}{% module "desk/board.js" %}')
    assert text.count('type="module"') == 2
    assert "web/signature.js" in text
    assert "desk/board.js" in text


def test_each_key_is_new(written) -> None:
    first, second = written("{% key_input %}"), written("{% key_input %}")
    assert first != second
    assert 'type="hidden" name="key"' in first


def test_version(written) -> None:
    assert written("{% version_input 7 %}") == '<input type="hidden" name="version" value="7">'


def test_empty(written) -> None:
    text = written('{% empty "notebook" "还没有" "Nothing yet" "按 N" "Press N" %}')
    assert "<b>还没有</b>" in text
    assert "按 N" in text
    with speaking("en"):
        bare = written('{% empty "notebook" "还没有" "Nothing yet" %}')
    assert "<b>Nothing yet</b>" in bare
    assert "y-hint" not in bare


def test_more(written) -> None:
    text = written("{% more url left columns=10 %}", url='/x?a=1&b="2"', left=5000)
    assert "还有 5,000 行" in text
    assert 'colspan="10"' in text
    assert "&amp;b=&quot;2&quot;" in text
    assert "hx-get" in text
    assert "再往下" in written("{% more '/x' %}")


def test_why(written) -> None:
    text = written("{% why '/why' %}{% why '/why' 'G14' %}{% why '/why' words %}", words=w("甲", "A"))
    assert text.count("data-why") == 3
    assert ">为什么</a>" in text
    assert ">G14</a>" in text
    assert ">甲</a>" in text
    assert text.count("y-hint") == 1


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("{% with_query cursor='x y' %}", "?q=%E6%A1%83&page=2&cursor=x+y"),
        ("{% with_query page=3 %}", "?q=%E6%A1%83&page=3"),
        ("{% with_query page=None %}", "?q=%E6%A1%83"),
        ("{% with_query q='' page='' %}", "?"),
    ],
)
def test_with_query(written, asking, text: str, query: str) -> None:
    request = asking("/?q=桃&page=2")
    assert written("{% autoescape off %}" + text + "{% endautoescape %}", request=request) == query
