"""The table of rights as the page shows it is the table that decides."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.matrix.routes import ROUTES
from yinuo.people.rights import DEEDS, RIGHTS, ROLES, SCOPE_WORDS

if TYPE_CHECKING:
    from tests.matrix.asking import Asker

pytestmark = pytest.mark.django_db


def cells(row: str) -> list[str]:
    found = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in found]


def test_the_page_shows_the_table_that_decides(asker: Asker) -> None:
    route = next(route for route in ROUTES if route.path == "/people/rights")
    page = asker.ask(route, asker.place.people["administrator"]).content.decode()
    head, *body = [cells(row) for row in re.findall(r"<tr.*?</tr>", page, flags=re.DOTALL)]
    assert head[1:] == [words.zh for words in ROLES.values()]
    shown = {row[0]: row[1:] for row in body}
    assert set(shown) == {f"{words.zh} {deed}" for deed, words in DEEDS.items()}
    for deed, words in DEEDS.items():
        scopes = [RIGHTS[role].get(deed) for role in ROLES]
        said = [SCOPE_WORDS[scope].zh if scope else "– 不能" for scope in scopes]
        assert shown[f"{words.zh} {deed}"] == said
