"""What is wrong with an input, said in both languages and by the name of each field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yinuo.lib.refusal import Invalid, NotFound, Refusal
from yinuo.lib.words import Words, w
from yinuo.web.machine.refusals import WRONG_KIND, WrongKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Problem = Mapping[str, Any]

MOST_TOLD = 20
PATH_DAYS = {"day_text", "out_of_time", "date_parsing", "date_from_datetime_parsing", "date_type"}
SAYINGS: dict[str, Words] = {
    "missing": w("这一项要填", "is needed"),
    "extra_forbidden": w("没有这个字段", "there is no such field"),
    "string_too_long": w("最多 {max_length} 个字符", "at most {max_length} characters"),
    "string_too_short": w("这一项要填", "is needed"),
    "string_type": w("要写成文字", "must be a text"),
    "string_unicode": w("文字里有不能保存的字符", "the text holds characters that can't be kept"),
    "string_pattern_mismatch": w("写法不对", "is not written as it must be"),
    "int_type": w("要填整数", "must be a whole number"),
    "int_parsing": w("要填整数", "must be a whole number"),
    "int_parsing_size": w("数字太大", "the number is too large"),
    "int_from_float": w("要填整数", "must be a whole number"),
    "bool_type": w("要填 true 或 false", "must be true or false"),
    "decimal_type": w("要填数字", "must be a number"),
    "decimal_parsing": w("要填数字", "must be a number"),
    "finite_number": w("要填有限的数字", "must be a finite number"),
    "decimal_max_places": w("最多 {decimal_places} 位小数", "at most {decimal_places} decimal places"),
    "decimal_max_digits": w("最多 {max_digits} 位数字", "at most {max_digits} digits"),
    "decimal_whole_digits": w("数字太大", "the number is too large"),
    "greater_than_equal": w("最小 {ge}", "at least {ge}"),
    "less_than_equal": w("最大 {le}", "at most {le}"),
    "greater_than": w("要大于 {gt}", "must be more than {gt}"),
    "less_than": w("要小于 {lt}", "must be less than {lt}"),
    "enum": w("可以是 {expected}", "one of {expected}"),
    "literal_error": w("可以是 {expected}", "one of {expected}"),
    "instant_text": w(
        "时间要写成 2026-11-24T10:35:00+08:00", "an instant is written 2026-11-24T10:35:00+08:00"
    ),
    "instant_offset": w("时间要带时区，如 +08:00", "an instant must carry its offset, such as +08:00"),
    "out_of_time": w("要在 2000 年至 2100 年之间", "must lie between 2000 and 2100"),
    "day_text": w("日期要写成 2026-11-24", "a day is written 2026-11-24"),
    "plain_value": w("要填文字、数字、true、false 或 null", "must be a text, a number, true, false or null"),
    "list_type": w("要填列表", "must be a list"),
    "too_long": w("最多 {max_length} 项", "at most {max_length} items"),
    "too_short": w("至少 {min_length} 项", "at least {min_length} items"),
    "dict_type": w("要填对象", "must be an object"),
    "model_type": w("要填对象", "must be an object"),
    "model_attributes_type": w("要填对象", "must be an object"),
}
IMPOSSIBLE = w("没有这样的日期或时间", "there is no such date or time")
WRONG = w("这一项不对", "is not right")
TOLD = w("内容有误：{what}", "The input is wrong: {what}")


def refusal(problems: Iterable[Problem], content_type: str) -> Refusal:
    """Return what to answer to problems of validation.

    NotFound for an address that names nothing, WrongKind for a form where files are awaited, else Invalid
    with the words of each field.
    """
    told = list(problems)[:MOST_TOLD]
    if any(each["loc"][0] == "path" and each["type"] not in PATH_DAYS for each in told):
        return NotFound("not_found", w("找不到，或不在您的权限之内。", "Not found, or not yours to see."))
    if any(each["loc"][0] == "file" for each in told) and content_type != "multipart/form-data":
        return WrongKind("wrong_media_type", WRONG_KIND.format(wanted="multipart/form-data"))
    fields = {_name(each["loc"]): words_of(each) for each in told}
    what = Words(*(_joined(fields, code) for code in ("zh", "en")))
    return Invalid("invalid", TOLD.format(what=what), fields=fields)


def words_of(problem: Problem) -> Words:
    """Return the words for one problem as pydantic reports it."""
    kind = str(problem["type"])
    if kind in SAYINGS:
        context = {name: str(value) for name, value in problem.get("ctx", {}).items()}
        return SAYINGS[kind].format(**context)
    return IMPOSSIBLE if kind.startswith(("date", "time")) else WRONG


def _name(place: tuple[Any, ...]) -> str:
    inner = place[2:] if place[0] in ("body", "form", "file") and len(place) > 2 else place[1:]
    return ".".join(str(part)[:80] for part in inner) or "body"


def _joined(fields: Mapping[str, Words], code: str) -> str:
    between, colon = ("；", "：") if code == "zh" else ("; ", ": ")
    return between.join(f"{name}{colon}{words.said(code)}" for name, words in fields.items())
