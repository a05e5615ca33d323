"""Rail, person, zone, theme: asked from the settings, shown by rights."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from tests.web.person import RAIL, Somebody
from yinuo.lib.words import w
from yinuo.web import shell as shells


def shown(path: str = "/gallery", here: str = "") -> dict[str, tuple[int, bool]]:
    return {one.entry.key: (one.count, one.current) for one in shells.rail(Somebody(), path, here)}


def test_the_rail_shows_what_one_may_see(shell) -> None:
    assert shown() == {"gallery": (6, True), "offline": (0, False)}


def test_who_may_everything_sees_everything(shell) -> None:
    shell.YINUO_SHELL = shell.YINUO_SHELL | {"may": lambda _user, _deed: True}
    assert list(shown()) == ["gallery", "offline", "secret"]


def test_without_a_rule_only_open_entries_show(shell) -> None:
    shell.YINUO_SHELL = {"rail": RAIL}
    assert shown() == {"gallery": (0, True)}


def test_without_a_rail_nothing_is_asked(shell) -> None:
    shell.YINUO_SHELL = {"counts": lambda _user: 1 / 0}
    assert shown() == {}


@pytest.mark.parametrize(
    ("path", "here", "current"),
    [
        ("/gallery", "", "gallery"),
        ("/gallery/why", "", "gallery"),
        ("/offline", "", "offline"),
        ("/elsewhere", "", ""),
        ("/elsewhere", "offline", "offline"),
        ("/gallery", "offline", "offline"),
    ],
)
def test_where_one_is(shell, path: str, here: str, current: str) -> None:
    assert [key for key, (_count, is_current) in shown(path, here).items() if is_current] == [current] * bool(
        current
    )


def test_the_first_page_is_current_only_on_itself(shell) -> None:
    urls = {"home": "/", "calls": "/calls"}
    assert shells._nearest(urls, "/") == "home"
    assert shells._nearest(urls, "/calls/7") == "calls"
    assert shells._nearest(urls, "/duties") == ""


def test_who_is_signed_in(shell) -> None:
    person = shells.person(Somebody())
    assert person is not None
    assert (person.pk, person.name, person.initial, str(person.post)) == (7, "秦可", "秦", "服务主任")


def test_a_visitor_is_nobody(shell, asking) -> None:
    assert shells.person(asking().user) is None
    assert shells.person(None) is None


def test_the_zone(shell, asking) -> None:
    shell.YINUO_SHELL = {"zone": lambda _user: ZoneInfo("Asia/Urumqi"), "default_zone": "Asia/Kabul"}
    assert shells.zone_of(Somebody()) == ZoneInfo("Asia/Urumqi")
    assert shells.zone_of(asking().user) == ZoneInfo("Asia/Kabul")
    shell.YINUO_SHELL = {}
    assert shells.zone_of(Somebody()) == ZoneInfo("Asia/Shanghai")


def test_a_dotted_path_is_imported(shell) -> None:
    shell.YINUO_SHELL = {"may": "yinuo.web.shell.person", "home": "/", "company": w("甲", "A")}
    assert shells.asked("may") is shells.person
    assert shells.asked("home") == "/"
    assert shells.asked("nothing", "default") == "default"


def test_what_every_page_knows(shell, asking, tongue: str) -> None:
    request = asking("/x", user=Somebody())
    request.COOKIES["theme"] = "dark"
    known = shells.context(request)
    assert (known["lang"], known["theme"], known["theme_shown"]) == (tongue, "dark", "dark")
    assert known["other_lang"] == {"zh": "en", "en": "zh"}[tongue]
    assert str(known["company"]) == {"zh": "昆仑影像售后", "en": "Kunlun Imaging Service"}[tongue]
    assert f"{known['now']:%Y-%m-%d}" == "2026-11-24"
    assert known["person"].name == "秦可"
    assert known["palette_url"] == "/palette"


def test_the_rail_as_html(shell, asking, written) -> None:
    request = asking("/gallery", user=Somebody())
    text = written("{% rail %}", request=request, home_url="/gallery")
    assert text.count("aria-current") == 1
    assert '<span class="y-rail__count">6<span class="y-sr"> 件待办</span></span>' in text
    assert "机密" not in text
    assert 'aria-label="主导航"' in text


def test_the_rail_follows_the_view(shell, asking, written) -> None:
    request = asking("/elsewhere", user=Somebody())
    text = written("{% rail %}", request=request, home_url="/", here="offline")
    assert '<a href="/offline" aria-current="page">' in text


def test_a_page_of_the_desk_as_html(shell, asking) -> None:
    from django.template import loader

    text = loader.render_to_string("web/desk.html", {}, asking("/gallery?a=1&b=2", user=Somebody()))
    assert 'data-palette="/palette"' in text
    assert 'value="/gallery?a=1&amp;b=2"' in text
    assert "秦可，我的菜单" in text
    assert "服务主任" in text
    assert 'data-person="7"' in text
    assert "tabler.min.css" in text
    assert "htmx.min.js" in text


@pytest.mark.parametrize("template", ["web/phone.html", "web/portal.html", "web/print.html"])
def test_a_page_of_the_phone_is_lean(shell, asking, template: str) -> None:
    from django.template import loader

    text = loader.render_to_string(template, {}, asking("/x"))
    assert "tabler.min.css" not in text
    assert "htmx" not in text
    assert "y-menu" not in text
