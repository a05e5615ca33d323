"""The page of threats: every boundary names a test, and the test is there."""

from __future__ import annotations

from tests.docs.naming import CHECKOUT, all_there, rows

PAGE = CHECKOUT / "docs" / "develop" / "threats.md"


def without_a_test(text: str) -> list[str]:
    """The boundaries of a page that name no test, or one that isn't there."""
    return [boundary for boundary, _, _, tests in rows(text, 4) if not all_there(tests)]


def test_every_boundary_has_a_test_that_exists() -> None:
    text = PAGE.read_text("utf-8")
    assert len(rows(text, 4)) >= 20
    assert without_a_test(text) == []


def test_a_boundary_without_a_test_is_noticed() -> None:
    here = "`tests/docs/test_threats.py::test_a_boundary_without_a_test_is_noticed`"
    told = [here, "none", "`tests/docs/test_threats.py::gone`", f"{here} `tests/docs/gone.py::test_x`"]
    lines = [
        "| boundary | what | against | the test |",
        *(f"| {n} | x | y | {each} |" for n, each in enumerate(told)),
    ]
    assert without_a_test("\n".join(lines)) == ["1", "2", "3"]


def test_it_is_one_page() -> None:
    assert len(PAGE.read_text("utf-8").splitlines()) < 80
