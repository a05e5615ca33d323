"""`{% t "还有 %(n)s 行" "%(n)s more" n=count %}`: the saying of the current language, literals only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.template import Node, TemplateSyntaxError
from django.template.base import render_value_in_context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from yinuo.lib.words import Words

if TYPE_CHECKING:
    from django.template.base import FilterExpression, Parser, Token
    from django.template.context import Context

LITERAL = re.compile(r"""^(["'])(.*)\1$""", re.DOTALL)
NAMED = re.compile(r"%\((\w+)\)s")


class Saying(Node):
    """Both sayings and the values to fill in; values are escaped, the sayings may hold markup."""

    def __init__(self, words: Words, values: dict[str, FilterExpression], target: str) -> None:
        self.words = words
        self.values = values
        self.target = target

    def render(self, context: Context) -> SafeString:
        """Return the saying of the current language, or keep it under the name after `as`."""
        text = str(self.words)
        if self.values:
            filled = {name: _escaped(value.resolve(context), context) for name, value in self.values.items()}
            text = text % filled
        said = mark_safe(text)  # noqa: S308 - literals of the template, values escaped
        if not self.target:
            return said
        context[self.target] = said
        return mark_safe("")


def saying(parser: Parser, token: Token) -> Saying:
    """Compile `{% t "zh" "en" [name=value …] [as name] %}`. TemplateSyntaxError when the two do not match."""
    _, *bits = token.split_contents()
    target = ""
    if len(bits) > 2 and bits[-2] == "as":
        target = bits[-1]
        bits = bits[:-2]
    if len(bits) < 2:
        raise TemplateSyntaxError("{% t %} needs a Chinese and an English saying")
    words = Words(_literal(bits[0]), _literal(bits[1]))
    pairs = [bit.partition("=") for bit in bits[2:]]
    values = {name: parser.compile_filter(value) for name, _, value in pairs}
    _check(words, set(values))
    return Saying(words, values, target)


def _literal(bit: str) -> str:
    found = LITERAL.match(bit)
    if found is None:
        raise TemplateSyntaxError(f"{{% t %}} takes literal sayings only, not {bit}")
    return found.group(2).replace('\\"', '"')


def _check(words: Words, given: set[str]) -> None:
    for text in (words.zh, words.en):
        if set(NAMED.findall(text)) != given:
            raise TemplateSyntaxError(f"{{% t %}}: the values {sorted(given)} do not fit {text!r}")
        if given and "%" in NAMED.sub("", text).replace("%%", ""):
            raise TemplateSyntaxError(f"{{% t %}}: write %% for a percent sign in {text!r}")


def _escaped(value: Any, context: Context) -> str:
    return conditional_escape(render_value_in_context(value, context))
