"""Money in capital Chinese numerals (大写), as banks and accountants want it on paper."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import cn2an

CENT = Decimal("0.01")
MOST = Decimal("9999999999999.99")


def capital(amount: Decimal) -> str:
    """Return `amount` of yuan in capitals: 壹仟贰佰捌拾肆元伍角, with 整 after whole yuan, 负 before a debt.

    Rounded to the cent. ValueError for what is no number or above ten trillion.
    """
    if not amount.is_finite() or abs(amount) > MOST:
        raise ValueError(f"no amount of money: {amount}")
    cents = abs(amount).quantize(CENT, ROUND_HALF_UP)
    said = str(cn2an.an2cn(f"{cents:f}", "rmb"))
    return f"负{said}" if amount < 0 and cents else said
