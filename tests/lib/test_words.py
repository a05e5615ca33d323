"""Words in both languages."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from yinuo.lib.words import Words, from_json, speaking, w

GREETING = w("您好，{name}", "Hello, {name}")


def test_chinese_unless_told_otherwise():
    assert str(w("登记", "Register")) == "登记"


def test_each_is_said_in_the_language_of_the_moment():
    with speaking("en"):
        assert str(w("登记", "Register")) == "Register"
        with speaking("zh"):
            assert str(w("登记", "Register")) == "登记"
        assert f"{w('登记', 'Register')}" == "Register"
    assert str(w("登记", "Register")) == "登记"


@pytest.mark.parametrize("code", ["", "de", "zh-hans", "EN"])
def test_an_unknown_language_is_chinese(code):
    with speaking(code):
        assert str(w("登记", "Register")) == "登记"
    assert w("登记", "Register").said(code) == "登记"


def test_another_thread_has_its_own_language():
    with speaking("en"), ThreadPoolExecutor(1) as other:
        assert other.submit(str, w("登记", "Register")).result() == "登记"


def test_values_are_filled_into_both():
    assert GREETING.format(name="吴敏") == Words("您好，吴敏", "Hello, 吴敏")


def test_a_value_that_is_words_is_said_per_language():
    assert GREETING.format(name=w("主管", "supervisor")) == Words("您好，主管", "Hello, supervisor")


def test_braces_in_a_value_are_left_alone():
    assert GREETING.format(name="{0} {x}").en == "Hello, {0} {x}"


def test_words_survive_being_stored():
    assert from_json(GREETING.as_json()) == GREETING
