"""JSON from outside, read strictly: no NaN, no key twice, no endless depth, no text a database can't keep."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NoReturn

from ninja.parser import Parser

from yinuo.lib.refusal import Refusal, invalid
from yinuo.lib.words import w
from yinuo.web.machine.refusals import WRONG_KIND, WrongKind, malformed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest
    from django.utils.datastructures import MultiValueDict

DEEPEST = 24
LONGEST_NUMBER = 40
LARGEST_EXPONENT = 30
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
UNTEXT = w(
    "文字里有不能保存的字符（NUL 或残缺的代理字符）。",
    "The text holds characters that can't be kept (NUL or a lone surrogate).",
)
TOO_DEEP = w("内容嵌套太深。", "The body is nested too deeply.")
TWICE = w("「{name}」写了两次。", "{name} stands twice.")


class StrictParser(Parser):
    """The interface's parser: bodies are JSON objects, query values are texts that can be kept."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the JSON of the body. WrongKind for another media type, else what `read` refuses."""
        if request.content_type != "application/json":
            raise WrongKind("wrong_media_type", WRONG_KIND.format(wanted="application/json"))
        return read(request.body)

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """Return the values by name. Invalid, naming it, for a text that can't be kept."""
        for name, values in data.lists():
            for text in [name, *(value for value in values if isinstance(value, str))]:
                if UNKEEPABLE.search(text):
                    raise invalid(_printable(name), UNTEXT, "unkeepable_text")
        return super().parse_querydict(data, list_fields, request)


def read(content: bytes) -> Any:
    """Return the value of a JSON text; fractions as Decimal.

    Refusal (400) `malformed_json`, `key_twice`, `nested_too_deeply`; Invalid `unkeepable_text`.
    """
    try:
        value = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_no_number,
            parse_float=_fraction,
            parse_int=_whole,
        )
    except RecursionError:
        raise Refusal("nested_too_deeply", TOO_DEEP) from None
    except (ValueError, InvalidOperation):
        raise malformed() from None
    _check(value)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read_ = dict(pairs)
    if len(read_) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refusal("key_twice", TWICE.format(name=_printable(twice)))
    return read_


def _no_number(_text: str) -> NoReturn:
    raise ValueError("not a JSON number")


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise ValueError("a number without end")
    return int(text)


def _fraction(text: str) -> Decimal:
    number = Decimal(text)
    if len(text) > LONGEST_NUMBER or abs(number.adjusted()) > LARGEST_EXPONENT:
        raise ValueError("a number without end")
    return number


def _check(value: Any) -> None:
    waiting = [(value, "", 1)]
    while waiting:
        each, path, depth = waiting.pop()
        if depth > DEEPEST:
            raise Refusal("nested_too_deeply", TOO_DEEP)
        names = [(name, name) for name in each] if isinstance(each, dict) else []
        for text, place in [(each, path or "body"), *names]:
            if isinstance(text, str) and UNKEEPABLE.search(text):
                raise invalid(_printable(place), UNTEXT, "unkeepable_text")
        waiting += [(inner, _below(path, str(name)), depth + 1) for name, inner in _inside(each)]


def _inside(value: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _printable(name: str) -> str:
    return UNKEEPABLE.sub("\ufffd", name)[:80]
