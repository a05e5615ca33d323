"""Which Chinese on an English page is data, written by people, and which is a word somebody forgot to translate."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import JSONField

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model
    from playwright.sync_api import Page

CHINESE = re.compile(r"[\u3400-\u9fff]+")
OWN = {"一诺", "诺", "中文", "中"}
"""The name of the house, its seal, and the way to the other language."""
SHOWN = """() => {
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.parentElement;
    if (!at.closest("script, style, [lang]:not(html)")) found.push(walker.currentNode.data);
  }
  for (const at of document.body.querySelectorAll("[title], [aria-label], [placeholder], [alt]")) {
    if (at.closest("[lang]:not(html)")) continue;
    for (const name of ["title", "aria-label", "placeholder", "alt"]) found.push(at.getAttribute(name) || "");
  }
  return found;
}"""


def written() -> str:
    """Everything that people wrote, with the words that stand in one language only."""
    models = [model for model in apps.get_models() if model.__module__.startswith("yinuo.")]
    rows = (
        row for model in models if model._meta.app_label != "policy" for row in model._default_manager.all()
    )
    return "\n".join(text for row in rows for text in _texts(row))


def untranslated(page: Page, data: str) -> set[str]:
    """The Chinese words of an English page that nobody wrote."""
    words = {word for text in page.evaluate(SHOWN) for word in CHINESE.findall(text)}
    return {word for word in words if word not in OWN and word not in data}


def _texts(row: Model) -> Iterator[str]:
    names = {field.name for field in row._meta.concrete_fields}
    for field in row._meta.concrete_fields:
        if f"{field.name}_en" in names or field.name.endswith("_zh"):
            continue
        value = getattr(row, field.attname)
        if isinstance(field, JSONField):
            yield from _leaves(value)
        elif isinstance(value, str):
            yield value


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            if not (key == "zh" and "en" in value):
                yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
