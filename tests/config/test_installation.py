"""An installation remembers its secret and its database, and the environment may say otherwise."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest

from yinuo.config import installation


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that does not exist yet, and no word from the environment."""
    for name in ("YINUO_DATABASE", "YINUO_HOSTS", "YINUO_ADDRESS", "YINUO_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "new" / "data"
    monkeypatch.setenv("YINUO_DATA", str(folder))
    return folder


def test_the_first_load_makes_folder_and_secret(data: Path) -> None:
    here = installation.load()
    assert here.data == data
    assert len(here.secret_key) >= 50
    assert here.database["NAME"] == str(data / "yinuo.sqlite3")
    assert data.stat().st_mode & 0o777 == 0o700
    assert (data / "installation.json").stat().st_mode & 0o777 == 0o600


def test_the_secret_stays(data: Path) -> None:
    assert installation.load().secret_key == installation.load().secret_key


def test_two_installations_have_different_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = installation.load().secret_key
    monkeypatch.setenv("YINUO_DATA", str(tmp_path / "other"))
    assert installation.load().secret_key != first


def test_the_database_is_remembered(data: Path) -> None:
    secret = installation.load().secret_key
    installation.remember(database="postgres://a@b/c")
    here = installation.load()
    assert here.database["NAME"] == "c"
    assert here.secret_key == secret
    assert [path.name for path in data.iterdir()] == ["installation.json"]


def test_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    installation.remember(
        database="postgres://a@b/c", address="https://yinuo.example", hosts=["yinuo.example"]
    )
    monkeypatch.setenv("YINUO_DATABASE", "sqlite:")
    monkeypatch.setenv("YINUO_HOSTS", "one.example, two.example,")
    monkeypatch.setenv("YINUO_ADDRESS", "http://one.example")
    monkeypatch.setenv("YINUO_DEBUG", "1")
    here = installation.load()
    assert here.database["ENGINE"] == "yinuo.config.sqlite"
    assert here.hosts == ("localhost", "127.0.0.1", "[::1]", "one.example", "two.example")
    assert here.address == "http://one.example"
    assert here.debug
    assert not here.secure


def test_what_the_file_says_holds_otherwise() -> None:
    installation.remember(address="https://yinuo.example", hosts=["yinuo.example"])
    here = installation.load()
    assert here.hosts[-1] == "yinuo.example"
    assert here.secure
    assert not here.debug


def test_numbers_are_written_as_the_company_likes(data: Path) -> None:
    assert installation.load().call_number_format == "{branch}-{day:%Y%m%d}-{count:04d}"
    installation.remember(call_number_format="{day:%y%m%d}/{branch}/{count}")
    assert installation.load().call_number_format == "{day:%y%m%d}/{branch}/{count}"


@pytest.mark.parametrize("text", ["{branch}-{day:%Y}", "{branch}{count", "{number}"])
def test_a_format_that_can_not_count_is_refused(text: str) -> None:
    installation.remember(receipt_number_format=text)
    with pytest.raises((ValueError, KeyError)):
        installation.load()


@pytest.mark.parametrize("text", ["[]", "{}", '{"secret_key": ""}', "no json"])
def test_a_spoilt_file_is_refused_and_kept(data: Path, text: str) -> None:
    data.mkdir(parents=True)
    (data / "installation.json").write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"secret_key|Expecting"):
        installation.load()
    assert (data / "installation.json").read_text("utf-8") == text


def test_a_file_made_by_hand_is_enough(data: Path) -> None:
    data.mkdir(parents=True)
    (data / "installation.json").write_text(json.dumps({"secret_key": "kept"}), "utf-8")
    assert installation.load().secret_key == "kept"


def read_secret(_number: int) -> str:
    return installation.load().secret_key


def test_eight_processes_agree_on_one_secret() -> None:
    with multiprocessing.get_context("fork").Pool(8) as pool:
        assert len(set(pool.map(read_secret, range(8)))) == 1


def test_a_folder_below_a_file_is_an_os_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("YINUO_DATA", str(tmp_path / "file" / "data"))
    with pytest.raises(OSError, match="file"):
        installation.load()


def test_without_a_word_the_folder_is_in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("YINUO_DATA")
    assert installation.data_folder() == Path(__file__).parents[2] / "data"
