"""Pure rules about customers: what counts as one telephone number, and which zone decides."""

from __future__ import annotations

from dataclasses import dataclass

from yinuo.lib.words import Words, w


@dataclass(frozen=True, slots=True)
class ZoneChoice:
    """The zone that decides for a call, why, and whether a person should confirm it."""

    zone: str
    why: Words
    to_confirm: bool


def phone_digits(text: str) -> str:
    """Return the digits of a telephone number as dialled in China: country code 86 and all signs left out.

    Behind the country code an area code has lost its 0 and gets it back; mobile and 400 numbers have none.
    """
    digits = "".join(char for char in text if char.isascii() and char.isdigit())
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and len(digits) - len(prefix) >= 10:
            return _within_china(digits[len(prefix) :])
    return digits


def _within_china(digits: str) -> str:
    mobile = digits.startswith("1") and len(digits) == 11
    return digits if mobile or digits.startswith(("0", "400", "800")) else f"0{digits}"


def decide_zone(*, given: str, of_site: str, of_district: str) -> ZoneChoice:
    """Return town or suburbs by decision 6: given with the call, the site's, the district's, town."""
    if given:
        return ZoneChoice(given, w("登记时指定", "given with the call"), to_confirm=False)
    if of_site:
        return ZoneChoice(of_site, w("客户地点的设定", "the site's own zone"), to_confirm=False)
    if of_district:
        return ZoneChoice(of_district, w("分公司区县表", "the branch's district table"), to_confirm=False)
    return ZoneChoice(
        "urban",
        w("没有资料，按较严的市区算，待人确认", "unknown: town, the stricter, until confirmed"),
        to_confirm=True,
    )
