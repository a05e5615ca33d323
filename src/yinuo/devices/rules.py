"""Pure rules about checklists: what an item is, and whether what was filled in satisfies it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from yinuo.lib.refusal import invalid
from yinuo.lib.words import Words, from_json, w

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KINDS = ("check", "text", "choice", "number", "photo")


def check_items(items: Sequence[Mapping[str, Any]]) -> None:
    """Refuse a checklist whose items lack a code, words in both languages, or a known kind."""
    codes: set[str] = set()
    for item in items:
        words = item.get("words", {})
        if not (item.get("code") and words.get("zh") and words.get("en") and item.get("kind") in KINDS):
            raise invalid(
                "items", w("检查项缺编号、文字或类型。", "A checklist item lacks code, words or kind.")
            )
        if item["code"] in codes:
            raise invalid("items", w("检查项编号重复。", "A checklist code stands twice."))
        codes.add(item["code"])


def missing(items: Sequence[Mapping[str, Any]], answers: Mapping[str, Any]) -> list[Words]:
    """Return the words of the required items that have no answer yet."""
    required = [item for item in items if item.get("required")]
    return [from_json(item["words"]) for item in required if answers.get(item["code"]) in (None, "", False)]


def read_answer(item: Mapping[str, Any], value: Any) -> Any:
    """Return `value` in its stored form. Invalid, naming the item, when it isn't of the item's kind."""
    if value in (None, ""):
        return None
    readers = {"check": _read_check, "number": _read_number, "choice": _read_choice}
    return readers.get(item["kind"], _read_text)(item, value)


def outside(item: Mapping[str, Any], value: Any) -> bool:
    """Whether a reading lies outside the item's limits."""
    if item["kind"] != "number" or value in (None, ""):
        return False
    number = Decimal(str(value))
    low, high = item.get("low"), item.get("high")
    return (low is not None and number < Decimal(str(low))) or (
        high is not None and number > Decimal(str(high))
    )


def _read_check(_item: Mapping[str, Any], value: Any) -> bool:
    return value in (True, "true", "on", "1", "yes")


def _read_number(item: Mapping[str, Any], value: Any) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > Decimal("1e12") or len(str(value)) > 20:
        raise invalid(item["code"], w("这里要填数字。", "A number is needed here."))
    return str(value).strip()


def _read_choice(item: Mapping[str, Any], value: Any) -> str:
    choices = [choice["code"] for choice in item.get("choices", [])]
    if value not in choices:
        raise invalid(item["code"], w("请选列出的一项。", "Choose one of those listed."))
    return str(value)


def _read_text(item: Mapping[str, Any], value: Any) -> str:
    text = str(value)
    if len(text) > 2000:
        raise invalid(item["code"], w("最多 2000 字。", "At most 2000 characters."))
    return text
