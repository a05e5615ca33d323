"""The sprite: built from whole icon files, and every icon that any template or script asks for is in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools import build_icons
from yinuo.web import sprite

SOURCE = Path(sprite.__file__).parent.parent
TAG = re.compile(r"""{%\s*icon\s+["']([\w-]+)["']""")
FIRST_OF_EMPTY = re.compile(r"""{%\s*empty\s+["']([\w-]+)["']""")
IN_SCRIPT = re.compile(r"""\bicon\(["']([\w-]+)["']""")
IN_RAIL = re.compile(r"""RailEntry\(\s*"[\w-]+",\s*"[\w:-]+",\s*"([\w-]+)\"""")


def asked_for() -> set[tuple[str, str]]:
    """Every icon named in a template, script or rail, with the file that names it."""
    found = set()
    for path in [*SOURCE.rglob("*.html"), *SOURCE.rglob("*.js"), *SOURCE.rglob("*.py")]:
        if "vendor" in path.parts:
            continue
        text = path.read_text("utf-8")
        for pattern in (TAG, FIRST_OF_EMPTY, IN_SCRIPT, IN_RAIL):
            found |= {(name, str(path.relative_to(SOURCE))) for name in pattern.findall(text)}
    return found


def test_every_icon_asked_for_is_there() -> None:
    asked = asked_for()
    assert len(asked) > 30
    assert {one for one in asked if one[0] not in sprite.names()} == set()


def test_the_sprite_holds_just_the_listed_names() -> None:
    assert sprite.names() == set(build_icons.NAMES)


def test_an_unknown_icon_is_told(written) -> None:
    with pytest.raises(sprite.UnknownIconError, match="no-such-icon"):
        written('{% icon "no-such-icon" %}')


def test_an_unknown_size_is_told(written) -> None:
    with pytest.raises(KeyError):
        written('{% icon "phone" "huge" %}')


def test_symbols_leave_colour_and_stroke_to_the_style_sheet() -> None:
    text = sprite.FILE.read_text("utf-8")
    assert "stroke" not in text
    assert "fill=" not in text
    assert "<script" not in text


FILE = """<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24">
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M5 4h4" />
  <circle cx="7" cy="7" r="2"/>
</svg>"""


def test_a_symbol_is_built_from_the_shapes() -> None:
    built = build_icons.symbol("phone", FILE)
    assert (
        built
        == '<symbol id="phone" viewBox="0 0 24 24"><path d="M5 4h4"/><circle cx="7" cy="7" r="2"/></symbol>'
    )


def test_an_icon_without_shapes_is_refused() -> None:
    with pytest.raises(ValueError, match="blank"):
        build_icons.symbol("blank", "<svg></svg>")


def test_the_sprite_is_written(tmp_path: Path, monkeypatch, capsys) -> None:
    outline = tmp_path / "icons" / "outline"
    outline.mkdir(parents=True)
    for name in ("phone", "check"):
        (outline / f"{name}.svg").write_text(FILE, "utf-8")
    monkeypatch.setattr(build_icons, "NAMES", ["phone", "check", "phone"])
    monkeypatch.setattr("sys.argv", ["build_icons", str(tmp_path), str(tmp_path / "out.svg")])
    assert build_icons.main() == 0
    text = (tmp_path / "out.svg").read_text("utf-8")
    assert re.findall(r'id="(\w+)"', text) == ["check", "phone"]
    assert "2 icons" in capsys.readouterr().out
