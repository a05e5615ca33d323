"""The pure rules of signing in: codes by the standard's own vectors, waits, passwords, profiles."""

from __future__ import annotations

import base64
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import MORNING
from yinuo.people.queries.proofs import is_common
from yinuo.people.rules import codes, passwords
from yinuo.people.rules.profiles import LEVEL3, PROFILES, STANDARD, profile
from yinuo.people.rules.waiting import REMEMBERED, open_again, wait

RFC = b"12345678901234567890"
VECTORS = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
}
"""RFC 6238, appendix B, SHA-1; an app shows the last six of the eight digits."""

ZH_SHORT, ZH_COMMON, ZH_NEAR, ZH_KINDS = (
    "password_too_short",
    "password_too_common",
    "password_too_near",
    "password_too_plain",
)


@pytest.mark.parametrize(("seconds", "digits"), VECTORS.items())
def test_codes_are_those_of_the_standard(seconds: int, digits: str) -> None:
    assert codes.code(RFC, seconds // 30) == digits[2:]
    assert codes.matching_step(RFC, digits[2:], seconds=seconds, after=0) == seconds // 30


@given(st.binary(min_size=16, max_size=32), st.integers(100, 10**10), st.integers(-3, 3))
def test_a_code_fits_one_step_around_and_no_further(secret: bytes, seconds: int, off: int) -> None:
    step = seconds // 30
    shown = codes.code(secret, step + off)
    near = {codes.code(secret, step + each) for each in (-1, 0, 1)}
    assert (codes.matching_step(secret, shown, seconds=seconds, after=0) is not None) is (shown in near)


@given(st.binary(min_size=16, max_size=32), st.integers(100, 10**10))
def test_a_code_is_never_taken_again(secret: bytes, seconds: int) -> None:
    shown = codes.code(secret, seconds // 30)
    used = codes.matching_step(secret, shown, seconds=seconds, after=0)
    assert used is not None
    again = codes.matching_step(secret, shown, seconds=seconds, after=used)
    assert again is None or again > used


@given(st.text(max_size=60))
def test_anything_typed_is_looked_at_without_a_fault(typed: str) -> None:
    found = codes.matching_step(RFC, typed, seconds=59, after=0)
    assert found is None or "".join(typed.split()) in {codes.code(RFC, each) for each in (0, 1, 2)}
    assert codes.plain_printed(codes.plain_printed(typed)) == codes.plain_printed(typed)


def test_the_link_and_the_written_secret_say_the_same() -> None:
    told = urlsplit(codes.link(RFC, username="liu", issuer="一诺 Yinuo"))
    asked = parse_qs(told.query)
    assert (told.scheme, told.netloc) == ("otpauth", "totp")
    assert base64.b32decode(asked["secret"][0]) == RFC
    assert asked["issuer"] == ["一诺 Yinuo"]
    assert codes.written(RFC).replace(" ", "") == asked["secret"][0]


def test_printed_codes_differ_and_have_no_letters_that_look_alike() -> None:
    made = [code for _set in range(20) for code in codes.new_printed()]
    assert len(set(made)) == 200
    assert not set("".join(made)) & set("ilo01")


class TestWaiting:
    @pytest.mark.parametrize(
        ("failures", "minutes"),
        [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (10, 15), (10**6, 15)],
    )
    def test_it_doubles_up_to_a_quarter_of_an_hour(self, failures: int, minutes: int) -> None:
        assert wait(failures, STANDARD) == timedelta(minutes=minutes)

    @pytest.mark.parametrize(("failures", "minutes"), [(4, 0), (5, 10), (6, 20), (7, 30), (50, 30)])
    def test_level_3_waits_longer(self, failures: int, minutes: int) -> None:
        assert wait(failures, LEVEL3) == timedelta(minutes=minutes)

    @given(st.lists(st.integers(0, 86_400), max_size=40), st.sampled_from(sorted(PROFILES)))
    def test_it_always_ends(self, seconds: list[int], code: str) -> None:
        failed = [MORNING + timedelta(seconds=each) for each in seconds]
        opens = open_again(failed, profile(code))
        assert (opens is None) is (not failed)
        if opens is not None:
            assert max(failed) <= opens <= max(failed) + profile(code).longest_wait

    @given(st.integers(0, 200), st.integers(0, 50))
    def test_more_failures_never_wait_less(self, failures: int, more: int) -> None:
        assert wait(failures, STANDARD) <= wait(failures + more, STANDARD) <= REMEMBERED


def judged(
    password: str, *, level: str = "standard", second: bool = False, near: tuple[str, ...] = ()
) -> str:
    found = passwords.refused(password, profile(level), near=near, common=is_common, second_factor=second)
    if found is not None:
        assert found.words.zh != found.words.en
    return found.code if found else ""


class TestPasswords:
    @pytest.mark.parametrize(
        ("password", "why"),
        [
            ("", ZH_SHORT),
            ("x" * 14, ZH_SHORT),
            ("一句不够长的话", ZH_SHORT),
            ("aaaaaaaaaaaaaaaaaaaa", ZH_COMMON),
            ("abcabcabcabcabcabc", ZH_COMMON),
            ("123456789012345", ZH_COMMON),
            ("1234567890123456789", ZH_COMMON),
            ("qwertyuiopasdfghjkl", ZH_COMMON),
            ("１２３４５６７８９０１２３４５６", ZH_COMMON),
            ("passwordpassword", ZH_COMMON),
            ("PassWordPassWord", ZH_COMMON),
            ("woaini1314woaini1314", ZH_COMMON),
            ("haohaoxuexitiantianxiangshang", ZH_COMMON),
            ("床前明月光疑是地上霜床前明月光疑是地上霜", ZH_COMMON),
            ("好好学习天天向上好好学习天天向上", ZH_COMMON),
            ("一句很长很长而且没人猜得到的话", ""),
            ("correct horse battery", ""),
            ("drei Gänse im Weizen", ""),
            (" " * 3 + "blanks count too" + " " * 3, ""),
        ],
    )
    def test_length_and_commonness_are_all_that_is_asked_for(self, password: str, why: str) -> None:
        assert judged(password) == why

    @pytest.mark.parametrize(
        ("password", "why"),
        [
            ("kurz+gut", ""),
            ("sieben7", ZH_SHORT),
            ("12345678", ZH_COMMON),
            ("Woaini1314", ZH_COMMON),
            ("woaini520!", ZH_COMMON),
            ("huawei@123", ZH_COMMON),
            ("我爱你一生一世", ZH_SHORT),
        ],
    )
    def test_eight_do_beside_a_second_factor(self, password: str, why: str) -> None:
        assert judged(password, second=True) == why

    @pytest.mark.parametrize(
        "password",
        ["liumei2026liumei", "LiuMei-Yinuo-2026", "柳眉柳眉柳眉一诺一诺柳眉柳眉柳", "clerkclerkclerk2026"],
    )
    def test_ones_own_name_is_no_password(self, password: str) -> None:
        near = ("clerk", "柳眉", "liumei", "yinuo", "一诺")
        assert judged(password, near=near) in (ZH_NEAR, ZH_COMMON)
        assert judged(password + "七只鹅在麦田里走丢了", near=near) == ""

    @pytest.mark.parametrize(
        ("password", "why"),
        [
            ("nurkleinbuchstaben", ZH_KINDS),
            ("Gross und klein", ""),
            ("gross9und9klein", ZH_KINDS),
            ("Gr0ssundklein", ""),
            ("七只鹅在Wei9en", ""),
        ],
    )
    def test_level_3_asks_for_three_kinds(self, password: str, why: str) -> None:
        assert judged(password, level="level3") == why

    @given(st.text(max_size=80))
    def test_whatever_is_typed_gets_an_answer(self, password: str) -> None:
        assert judged(password) in ("", ZH_SHORT, ZH_COMMON, ZH_NEAR)
        assert 0 <= passwords.kinds(password) <= 4

    @given(st.lists(st.sampled_from("山川湖海日月星辰风花雪月鹅麦桥灯"), min_size=15, max_size=30))
    def test_the_standard_never_asks_for_kinds(self, letters: list[str]) -> None:
        assert judged("".join(letters)) != ZH_KINDS


def test_the_shipped_list_holds_what_people_in_china_choose() -> None:
    assert all(
        is_common(each) for each in ("woaini1314", "5201314", "qwerty", "iloveyou", "admin888", "我爱你")
    )
    assert not is_common("一句很长很长而且没人猜得到的话")


def test_an_unknown_profile_is_a_mistake_of_the_installation() -> None:
    with pytest.raises(KeyError):
        profile("strict")
