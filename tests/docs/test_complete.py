"""The documentation is complete: every page, command, setting and clause appears in it."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from tests.matrix.resolving import patterns
from yinuo.cli.__main__ import main
from yinuo.config import installation, urls
from yinuo.policy.shipped import CLAUSES, PARAMETERS

CHECKOUT = Path(__file__).resolve().parents[2]
DOCS = CHECKOUT / "docs"
NO_PAGE = re.compile(
    r"^(api/|static/|gallery)|export|\.(pdf|svg|json|xlsx|csv|js|webmanifest|<[^>]+>)$|/why|(^|/)(qr|signature|palette"
    r"|challenge|tips|names|judge|caller|read|approve|passkey|files/<)|^(language|theme|sign-out|messages|back|favicon|health|metrics|offline)|/(stop|end|revoke|remove|step|back)$"
)
"""What is a piece of a page, a file, or a button's address: described where its page is."""


def page_addresses() -> set[str]:
    """Every address of a page, as the guide writes it: /calls/…"""
    asked = {pattern for pattern in patterns(urls.urlpatterns) if not NO_PAGE.search(pattern)}
    return {"/" + re.sub(r"<[^>]+>", "…", pattern) for pattern in asked}


def missing(words: set[str], text: str) -> list[str]:
    """Those of `words` that don't stand in `text` in code letters."""
    return sorted(word for word in words if f"`{word}`" not in text)


def commands(group: click.Group, before: str = "") -> set[str]:
    """Every command with the group it is in: `user add`."""
    found: set[str] = set()
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        found |= (
            commands(command, f"{before}{name} ") if isinstance(command, click.Group) else {f"{before}{name}"}
        )
    return found


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_every_page_appears(tongue: str) -> None:
    text = "\n".join(page.read_text("utf-8") for page in (DOCS / "use").glob(f"*.{tongue}.md"))
    generic = re.compile(r"^/(calls|field/jobs)/…/[a-z-]+$")
    assert missing({address for address in page_addresses() if not generic.match(address)}, text) == []


def test_every_command_appears() -> None:
    text = "\n".join(page.read_text("utf-8") for page in (DOCS / "run").glob("*.md"))
    named = commands(main)
    assert len(named) >= 15
    assert sorted(name for name in named if f"yinuo {name}" not in text and f"`{name}" not in text) == []


def settings_read() -> set[str]:
    """Every key of the installation's file and every variable of the environment that the product reads."""
    found: set[str] = set()
    for file in (CHECKOUT / "src" / "yinuo" / "config").glob("*.py"):
        found |= set(re.findall(r'known\.get\("(\w+)"', file.read_text("utf-8")))
    for file in (CHECKOUT / "src").rglob("*.py"):
        found |= set(re.findall(r'environ(?:ment)?(?:\.get)?[\[(]"(YINUO_\w+)"', file.read_text("utf-8")))
    return found


def test_every_setting_appears() -> None:
    read = settings_read()
    assert {"hosts", "YINUO_DATA", "YINUO_DATABASE"} <= read
    assert missing(read, (DOCS / "run" / "settings.md").read_text("utf-8")) == []
    assert installation.FILE in (DOCS / "run" / "settings.md").read_text("utf-8")


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_every_clause_and_parameter_appears(tongue: str) -> None:
    text = (DOCS / "use" / f"policy.{tongue}.md").read_text("utf-8")
    assert [clause for clause in CLAUSES if not re.search(rf"\b{re.escape(clause)}\b", text)] == []
    assert [key for key in PARAMETERS if key not in text and not key.endswith(".steps")] == []


def test_what_is_missing_is_noticed() -> None:
    assert missing({"/a", "/b/…"}, "see `/a`, not /b/…") == ["/b/…"]
