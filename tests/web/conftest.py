"""A shell with an invented rail and an invented person, without any room above it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.template import Context, Engine
from django.test import RequestFactory

from tests.web import person
from yinuo.lib.words import speaking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest
    from pytest_django.fixtures import SettingsWrapper

NOW = "2026-11-24T10:36:00+08:00"

Write = Any


@pytest.fixture
def shell(settings: SettingsWrapper) -> SettingsWrapper:
    """The settings of a shell that stands alone: a rail of its own, the gallery, a fixed clock."""
    for name, value in person.SETTINGS.items():
        setattr(settings, name, value)
    return settings


@pytest.fixture(params=["zh", "en"])
def tongue(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both languages, one after the other."""
    with speaking(request.param):
        yield request.param


@pytest.fixture
def written() -> Callable[..., str]:
    """Render a piece of template text with the tags loaded: `written('{{ x|day }}', x=…)`."""

    def write(text: str, **values: Any) -> str:
        engine = Engine.get_default()
        return engine.from_string("{% load yinuo %}" + text).render(Context(values))

    return write


@pytest.fixture
def asking() -> Callable[..., HttpRequest]:
    """A request that reached the views: `asking("/x", user=…, HTTP_HX_REQUEST="true")`."""

    def ask(
        path: str = "/", user: Any = None, method: str = "get", data: Any = None, **headers: str
    ) -> HttpRequest:
        request = getattr(RequestFactory(), method)(path, data or {}, **headers)
        request.user = user or SimpleNamespace(is_authenticated=False)
        return request

    return ask
