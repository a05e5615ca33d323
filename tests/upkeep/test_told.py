"""What docs/run says of copies, health and figures is what is there."""

from __future__ import annotations

import re

import pytest

from tests.architecture.reading import CHECKOUT
from yinuo.upkeep import counting, log
from yinuo.upkeep.copies.names import WRITTEN
from yinuo.upkeep.daily import LATE
from yinuo.upkeep.plan import AT, KEEP

RUN = CHECKOUT / "docs" / "run"
PAGES = ("site", "backup", "postgresql", "proxy", "sizing", "monitoring", "commands", "settings")


def page(name: str) -> str:
    return (RUN / f"{name}.md").read_text("utf-8")


def named() -> set[str]:
    """Every figure: the counters of the process, and what `metrics` looks up by name."""
    counters = {
        sample.name
        for metric in counting.REGISTRY.collect()
        for sample in metric.samples
        if sample.name.endswith("_total")
    }
    counted = {f"{metric.name}_total" for metric in counting.REGISTRY.collect() if metric.type == "counter"}
    source = (CHECKOUT / "src" / "yinuo" / "upkeep" / "metrics.py").read_text("utf-8")
    return counters | counted | {"yinuo_request_seconds"} | set(re.findall(r'"(yinuo_\w+)"', source))


def test_every_figure_is_told_and_none_that_is_not_there() -> None:
    told = set(re.findall(r"`(yinuo_\w+)`", page("monitoring")))
    assert told == named()
    assert len(told) >= 12


@pytest.mark.parametrize("check", ["database", "migrations", "calendar", "disk", "worker"])
def test_every_check_is_told(check: str) -> None:
    assert f"| `{check}` |" in page("monitoring")


@pytest.mark.parametrize("kind", log.settings("quiet") and ["quiet", "plain", "json"])
def test_every_kind_of_log_is_told(kind: str) -> None:
    assert f"`{kind}`" in page("monitoring")


def test_the_numbers_of_the_copies_are_told() -> None:
    text = page("backup")
    assert AT in text
    assert all(f"{count} {unit}" in text for count, unit in zip(KEEP, ("天", "周", "个月"), strict=True))
    assert f"{LATE.total_seconds() / 3600:.0f} 小时" in text
    assert all(WRITTEN.fullmatch(name) for name in re.findall(r"yinuo-2\w+\.yinuo", text))


@pytest.mark.parametrize("name", PAGES)
def test_every_page_speaks_both_languages_and_is_linked(name: str) -> None:
    text = page(name)
    assert re.search(r"[\u4e00-\u9fff]", text)
    assert re.search(r"[a-z]{4}", text)
    linked = "".join(each.read_text("utf-8") for each in [*RUN.glob("*.md"), CHECKOUT / "README.md"])
    assert f"{name}.md)" in linked


@pytest.mark.parametrize("name", PAGES)
def test_no_link_leads_nowhere(name: str) -> None:
    links = re.findall(r"\]\(([\w./-]+)\)", page(name))
    assert [link for link in links if not (RUN / link).exists()] == []
