"""A signed voucher and a customer without a login."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.world import MORNING, World, build
from yinuo.calls.models import Signature
from yinuo.policy.queries import forget as forget_policy
from yinuo.web import clock

if TYPE_CHECKING:
    from django.http import HttpResponse

    from yinuo.calls.models import Call


@pytest.fixture
def world(db: None) -> World:
    forget_policy()
    return build()


@pytest.fixture
def call(world: World) -> Call:
    """A job that is signed and left."""
    call = world.register()
    world.finish(call)
    return call


@pytest.fixture
def signature(call: Call) -> Signature:
    return Signature.objects.get()


def opened(path: str, language: str = "zh", **query: str) -> HttpResponse:
    """Open a page as somebody nobody knows."""
    client = Client()
    client.cookies["language"] = language
    with clock.at(MORNING):
        return client.get(path, query)


def words(answer: HttpResponse) -> str:
    """Return a page's text as a reader sees it."""
    text = re.sub(r"<(script|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))
