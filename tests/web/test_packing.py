"""Static files on the wire: text packed, each version once, vendored files for ever, pictures as they are."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import RequestFactory

from yinuo.web.packing import PackedStaticFiles, packed

THEME = "/static/web/theme.css"
VENDORED = "/static/vendor/htmx-2.0.11/htmx.min.js"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder of packed copies for all tests here, as one installation has."""
    return tmp_path_factory.mktemp("packed")


@pytest.fixture
def served(settings, folder: Path):
    settings.YINUO_PACKED = folder
    server = PackedStaticFiles(lambda _request: HttpResponse("the page"))
    return lambda path, **headers: server(RequestFactory().get(path, **headers))


def body(response) -> bytes:
    return b"".join(response)


def test_text_goes_out_packed(served) -> None:
    response = served(THEME, HTTP_ACCEPT_ENCODING="gzip, br")
    content = body(response)
    assert response["Content-Encoding"] == "gzip"
    assert response["Vary"] == "Accept-Encoding"
    assert response["Content-Type"] == 'text/css; charset="utf-8"'
    assert len(content) == int(response["Content-Length"]) < 14_000
    assert gzip.decompress(content) == Path(finders.find("web/theme.css")).read_bytes()


def test_a_browser_that_cannot_unpack_gets_it_plain(served) -> None:
    response = served(THEME, HTTP_ACCEPT_ENCODING="identity")
    assert "Content-Encoding" not in response
    assert b"--y-accent" in body(response)


@pytest.mark.parametrize("path", ["/static/web/icon-512.png", "/static/web/chevron.svg"])
def test_pictures_and_trifles_stay_as_they_are(served, path: str) -> None:
    assert "Content-Encoding" not in served(path, HTTP_ACCEPT_ENCODING="gzip")


def test_vendored_files_are_kept_for_ever(served) -> None:
    assert "immutable" in served(VENDORED)["Cache-Control"]
    assert "immutable" not in served(THEME)["Cache-Control"]


def test_what_has_not_changed_is_not_sent_again(served) -> None:
    tag = served(THEME)["ETag"]
    response = served(THEME, HTTP_IF_NONE_MATCH=tag)
    assert response.status_code == 304
    assert body(response) == b""


def test_other_hosts_are_not_invited(served) -> None:
    for path in (THEME, VENDORED, "/static/web/icon-512.png"):
        assert "Access-Control-Allow-Origin" not in served(path)


def test_pages_pass(served) -> None:
    assert served("/calls/").content == b"the page"


def test_each_version_is_packed_once(tmp_path: Path) -> None:
    file, folder = tmp_path / "a.css", tmp_path / "packed"
    file.write_text("a" * 5000, "utf-8")
    first = packed(file, folder)
    assert first is not None
    made = first.stat().st_mtime_ns
    assert packed(file, folder) == first
    assert first.stat().st_mtime_ns == made
    file.write_text("b" * 5000, "utf-8")
    os.utime(file, ns=(1, 1))
    second = packed(file, folder)
    assert second is not None
    assert second != first
    assert gzip.decompress(second.read_bytes()) == b"b" * 5000


def test_the_packed_copy_is_whole_or_absent(tmp_path: Path) -> None:
    file = tmp_path / "a.css"
    file.write_text("a" * 5000, "utf-8")
    copy = packed(file, tmp_path / "packed")
    assert copy is not None
    assert [path.suffix for path in copy.parent.iterdir()] == [".gz"]


def test_where_nothing_can_be_written_files_go_out_plain(tmp_path: Path) -> None:
    file = tmp_path / "a.css"
    file.write_text("a" * 5000, "utf-8")
    (tmp_path / "packed").write_text("a file, no folder", "utf-8")
    assert packed(file, tmp_path / "packed") is None


def test_without_the_setting_files_go_out_plain(settings) -> None:
    settings.YINUO_PACKED = None
    server = PackedStaticFiles(lambda _request: HttpResponse())
    response = server(RequestFactory().get(THEME, HTTP_ACCEPT_ENCODING="gzip"))
    assert "Content-Encoding" not in response
    response.close()
