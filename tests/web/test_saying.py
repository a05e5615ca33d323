"""`{% t %}`: both languages in the template, values escaped, mistakes told when the template is read."""

from __future__ import annotations

import pytest
from django.template import TemplateSyntaxError
from django.utils.safestring import mark_safe

from yinuo.lib.words import speaking


def test_the_language_decides(written, tongue: str) -> None:
    assert written('{% t "登记" "Register" %}') == {"zh": "登记", "en": "Register"}[tongue]


def test_values_are_filled_in(written, tongue: str) -> None:
    text = written('{% t "还有 %(n)s 行" "%(n)s more rows" n=count %}', count=320)
    assert text == {"zh": "还有 320 行", "en": "320 more rows"}[tongue]


def test_values_may_pass_filters(written) -> None:
    assert written('{% t "还有 %(n)s 行" "%(n)s more" n=count|number %}', count=5000) == "还有 5,000 行"


def test_values_are_escaped(written) -> None:
    text = written('{% t "客户 %(who)s" "customer %(who)s" who=who %}', who="<script>")
    assert text == "客户 &lt;script&gt;"


def test_safe_values_are_not_escaped_twice(written) -> None:
    assert written('{% t "%(a)s" "%(a)s" a=a %}', a=mark_safe("<b>3</b>")) == "<b>3</b>"


def test_sayings_may_hold_markup(written) -> None:
    assert written('{% t "守住 <b>%(n)s</b> 个" "<b>%(n)s</b> kept" n=9 %}') == "守住 <b>9</b> 个"


def test_it_may_be_kept_under_a_name(written) -> None:
    assert written('{% t "甲" "A" as title %}[{{ title }}]') == "[甲]"


def test_it_may_be_kept_with_values(written) -> None:
    with speaking("en"):
        assert written('{% t "%(n)s 件" "%(n)s pieces" n=3 as many %}{{ many }}') == "3 pieces"


def test_percent_signs_stand_as_they_are_without_values(written) -> None:
    assert written('{% t "98.6%" "98.6%" %}') == "98.6%"


def test_percent_signs_are_doubled_beside_values(written) -> None:
    assert written('{% t "%(n)s%%" "%(n)s %%" n=98 %}') == "98%"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{% t '登记' %}", "needs a Chinese and an English saying"),
        ("{% t %}", "needs a Chinese and an English saying"),
        ("{% t title 'Register' %}", "literal"),
        ("{% t '登记' title %}", "literal"),
        ("{% t '%(n)s 行' 'rows' n=1 %}", "do not fit"),
        ("{% t '行' '%(n)s rows' n=1 %}", "do not fit"),
        ("{% t '%(n)s' '%(n)s' %}", "do not fit"),
        ("{% t '行' 'rows' n=1 %}", "do not fit"),
        ("{% t '%(n)s%' '%(n)s%%' n=1 %}", "percent"),
    ],
)
def test_mistakes_are_told_when_the_template_is_read(written, text: str, told: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=told):
        written(text)


def test_a_missing_value_reads_as_nothing(written) -> None:
    assert written('{% t "[%(n)s]" "[%(n)s]" n=nobody %}') == "[]"
