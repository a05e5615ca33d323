"""What a line may do in the room it stands in: faces change nothing, rules read no clock, nobody signals."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.architecture.reading import SOURCE, Source, imported, in_rooms, planted, sources

if TYPE_CHECKING:
    from pathlib import Path

WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "acreate", "asave",
}  # fmt: skip
CLOCKS = {"now", "utcnow", "today", "localtime", "localdate", "time", "time_ns", "monotonic", "perf_counter"}
CLOCK_OWNERS = {"datetime", "date", "time", "timezone", "tz"}
ANSWERING = "http"  # people.http.create and .change answer a machine; they call a command
FRAMEWORKS = ("django", "ninja", "yinuo.web")
SIGNALS = ("django.dispatch", "django.db.models.signals", "django.core.signals")


def called(tree: ast.AST) -> list[tuple[str, str, int]]:
    """(owner, method, line) of every call of a method; the owner is the last name before the dot."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = getattr(owner, "attr", None) or getattr(owner, "id", "")
            found.append((name, node.func.attr, node.lineno))
    return found


def writing(modules: list[Source]) -> list[str]:
    """Where one of `modules` calls something that changes a row."""
    return [
        f"{source.name}:{line} .{method}()"
        for source in modules
        for owner, method, line in called(source.tree)
        if method in WRITES and owner != ANSWERING
    ]


def clock_reading(modules: list[Source]) -> list[str]:
    """Where one of `modules` asks what time it is."""
    return [
        f"{source.name}:{line} {owner}.{method}()"
        for source in modules
        for owner, method, line in called(source.tree)
        if method in CLOCKS and owner in CLOCK_OWNERS
    ]


def importing(modules: list[Source], unwanted: tuple[str, ...]) -> list[str]:
    """Where one of `modules` imports something unwanted."""
    return [
        f"{source.name}: {name}"
        for source in modules
        for name in imported(source.tree)
        if any(name == one or name.startswith(f"{one}.") for one in unwanted)
    ]


def test_views_and_api_change_nothing_themselves() -> None:
    assert writing(in_rooms("views", "api")) == []


def test_queries_and_access_change_nothing() -> None:
    assert writing(in_rooms("queries", "access")) == []


@pytest.mark.parametrize("room", ["rules", "states", "models", "queries", "commands", "access"])
def test_the_clock_is_a_parameter(room: str) -> None:
    assert clock_reading(in_rooms(room)) == []


def test_the_arithmetic_reads_no_clock() -> None:
    assert clock_reading([source for source in sources() if source.package == "lib"]) == []


def test_rules_know_no_framework() -> None:
    pure = [*in_rooms("rules", "states"), *(source for source in sources() if source.package == "lib")]
    assert importing(pure, FRAMEWORKS) == []


def test_nobody_sends_signals() -> None:
    assert importing(list(sources()), SIGNALS) == []


def test_commands_do_not_know_browsers() -> None:
    assert (
        importing(
            in_rooms("commands", "queries", "models"), ("django.http", "django.forms", "django.shortcuts")
        )
        == []
    )


def test_every_package_says_what_it_is_for() -> None:
    spoken = {
        source.package: ast.get_docstring(source.tree) or ""
        for source in sources()
        if source.name == source.package
    }
    assert [name for name, words in spoken.items() if name and words.count(".") < 2] == []


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("calls__views", "def v(request):\n    Call.objects.create(n=1)", ["calls.views:2 .create()"]),
        ("calls__api__vouchers", "row.save()", ["calls.api.vouchers:1 .save()"]),
        ("calls__api", "Call.objects.filter(pk=1).update(a=2)", ["calls.api:1 .update()"]),
        ("calls__views", "commands.register(by=1)", []),
        ("calls__api", "http.create(request, work)", []),
        ("calls__commands", "row.save()", []),
    ],
)
def test_a_write_in_a_face_is_noticed(tmp_path: Path, name: str, text: str, found: list[str]) -> None:
    root = planted(tmp_path, **{name: text})
    assert writing(in_rooms("views", "api", root=root)) == found


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("from datetime import datetime\nx = datetime.now(tz=UTC)", 1),
        ("from django.utils import timezone\nx = timezone.now()", 1),
        ("import datetime\nx = datetime.date.today()", 1),
        ("import time\nx = time.time()", 1),
        ("x = at.time()", 0),
        ("def due(*, at):\n    return at", 0),
    ],
)
def test_a_clock_in_a_rule_is_noticed(tmp_path: Path, text: str, count: int) -> None:
    root = planted(tmp_path, duties__rules=text)
    assert len(clock_reading(in_rooms("rules", root=root))) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("import django", 1),
        ("from django.db import models", 1),
        ("from yinuo.web import shell", 1),
        ("import datetime", 0),
    ],
)
def test_a_framework_in_a_rule_is_noticed(tmp_path: Path, text: str, count: int) -> None:
    root = planted(tmp_path, duties__rules__plan=text)
    assert len(importing(in_rooms("rules", root=root), FRAMEWORKS)) == count


def test_a_signal_is_noticed(tmp_path: Path) -> None:
    root = planted(tmp_path, calls__models="from django.db.models.signals import post_save")
    assert importing(list(sources(root)), SIGNALS) == ["calls.models: django.db.models.signals.post_save"]


def test_there_is_something_to_look_at() -> None:
    assert len(in_rooms("commands")) > 5
    assert SOURCE.is_dir()
