"""Money in capitals: the rules of banks, from a table, and read back by a reader of its own."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.papers.amounts import MOST, capital

DIGITS = "零壹贰叁肆伍陆柒捌玖"
STEPS = {"拾": 10, "佰": 100, "仟": 1000}
BLOCKS = {"万": 10**4, "亿": 10**8}


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0", "零元整"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("10.10", "壹拾元壹角"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("0.55", "伍角伍分"),
        ("1.05", "壹元零伍分"),
        ("100", "壹佰元整"),
        ("105", "壹佰零伍元整"),
        ("1005", "壹仟零伍元整"),
        ("1050", "壹仟零伍拾元整"),
        ("1284.50", "壹仟贰佰捌拾肆元伍角"),
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("20000", "贰万元整"),
        ("100005", "壹拾万零伍元整"),
        ("1000000.01", "壹佰万元零壹分"),
        ("10000005", "壹仟万零伍元整"),
        ("100000000", "壹亿元整"),
        ("100010000", "壹亿零壹万元整"),
        ("99999999.99", "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("-50.05", "负伍拾元零伍分"),
        ("-0.01", "负壹分"),
    ],
)
def test_amounts_are_said_as_banks_say_them(amount: str, said: str) -> None:
    assert capital(Decimal(amount)) == said


@pytest.mark.parametrize(
    ("amount", "said"), [("1.005", "壹元零壹分"), ("0.004", "零元整"), ("-0.004", "零元整")]
)
def test_less_than_a_cent_is_rounded_and_nothing_is_no_debt(amount: str, said: str) -> None:
    assert capital(Decimal(amount)) == said


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "1e400", str(MOST + 1), str(-MOST - 1)])
def test_what_is_no_amount_is_an_error(amount: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        capital(Decimal(amount))


def whole(said: str) -> int:
    """Read whole yuan: block by block, digit by digit."""
    total, block, digit = 0, 0, 0
    for char in said:
        if char in DIGITS:
            digit = DIGITS.index(char)
        elif char in STEPS:
            block, digit = block + digit * STEPS[char], 0
        else:
            total, block, digit = (total + block + digit) * BLOCKS[char], 0, 0
    return total + block + digit


def read(said: str) -> Decimal:
    """Read an amount in capitals: a reader that shares nothing with the writer."""
    debt, said = said.startswith("负"), said.removeprefix("负").removesuffix("整")
    yuan, mark, rest = said.partition("元")
    yuan, rest = (yuan, rest) if mark else ("", said)
    cents = 0
    for unit, worth in (("角", 10), ("分", 1)):
        if unit in rest:
            before, _unit, rest = rest.partition(unit)
            cents += DIGITS.index(before[-1]) * worth
    parts = yuan.split("亿")
    amount = sum(whole(part) * 10 ** (8 * (len(parts) - 1 - place)) for place, part in enumerate(parts))
    value = Decimal(amount) + Decimal(cents) / 100
    return -value if debt else value


@given(st.decimals(min_value=-MOST, max_value=MOST, places=2))
def test_every_amount_reads_back(amount: Decimal) -> None:
    said = capital(amount)
    assert read(said) == amount
    assert "零零" not in said
    assert said.endswith("整") == (amount == amount.to_integral_value())
