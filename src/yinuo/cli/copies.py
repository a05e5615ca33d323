"""`yinuo backup`, `yinuo restore`: the whole installation as one file, and back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yinuo.cli.bar import bar
from yinuo.cli.place import check_folder
from yinuo.cli.ready import migrate_now, now, pending_migrations, set_up, set_up_with_database
from yinuo.cli.say import Stop, say
from yinuo.lib.words import w

if TYPE_CHECKING:
    from yinuo.upkeep.copies.parts import Manifest
    from yinuo.upkeep.copies.restoring import Restoring

MAKING = w("备份", "Copying")
PROVING = w("检查备份", "Checking the copy")
RESTORING = w("恢复", "Restoring")
MADE = w(
    "已备份到 {path}：{rows} 行、{files} 个文件，读回无误。",
    "Copied to {path}: {rows} rows, {files} files; read back and found right.",
)
SOUND = w("备份 {path} 完好：{rows} 行、{files} 个文件。", "{path} is sound: {rows} rows, {files} files.")
RESTORED = w(
    "已恢复 {rows} 行、{files} 个文件，与备份一致。请运行 yinuo audit verify。",
    "{rows} rows and {files} files are back, the same as in the copy. Now run yinuo audit verify.",
)
NO_SPACE = w("写不下备份：{why}。", "The copy can't be written: {why}.")
AWAY = w("连不上数据库：{why}", "The database can't be reached: {why}")
PLACE = click.Path(file_okay=False)
FILE = click.Path(exists=True, dir_okay=False)
PASSPHRASE = click.option(
    "--passphrase-file",
    "passphrase_file",
    type=FILE,
    metavar="F",
    help="口令所在的文件；给了就加密。 File with the passphrase; encrypts.",
)


@click.command()
@click.option(
    "--to", "to", type=click.Path(), metavar="FILE", help="写到哪里，默认在备份文件夹。 Where to write."
)
@PASSPHRASE
def backup(to: str | None, passphrase_file: str | None) -> None:
    """把整套安装备份成一个文件。 Copy the whole installation into one file, also while it runs."""
    set_up_with_database()
    from django.conf import settings

    from yinuo.upkeep.copies.making import make
    from yinuo.upkeep.copies.names import passphrase, place

    at = now()
    path = place(Path(to) if to else settings.YINUO_COPIES.folder, at)
    check_folder(path.parent)
    with bar(MAKING) as progress:
        manifest = _refusing(
            lambda: make(path, at=at, passphrase=passphrase(passphrase_file), progress=progress)
        )
    say(MADE.format(path=path, **_sums(manifest)))


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--data", type=PLACE, metavar="DIR", help="恢复到哪个数据文件夹。 The data folder to restore into."
)
@click.option("--database", metavar="URL", help="恢复到哪个数据库，会记住。 The database; remembered.")
@PASSPHRASE
@click.option("--replace", is_flag=True, help="换掉已有的数据。 Take the place of what is there.")
@click.option("--check", "only_check", is_flag=True, help="只检查备份。 Only check the copy.")
def restore(
    file: str,
    data: str | None,
    database: str | None,
    passphrase_file: str | None,
    *,
    replace: bool,
    only_check: bool,
) -> None:
    """从备份恢复；先把备份读完一遍，有任何不对就什么也不改。 Restore a copy, after reading all of it once."""
    from yinuo.upkeep.copies.names import passphrase
    from yinuo.upkeep.copies.reading import prove
    from yinuo.upkeep.copies.restoring import Restoring

    path, secret = Path(file), passphrase(passphrase_file)
    with bar(PROVING) as progress:
        manifest = prove(path, secret, progress)
    if only_check:
        say(SOUND.format(path=path, **_sums(manifest)))
        return
    _prepare(manifest, data, database, replace=replace)
    with bar(RESTORING) as progress:
        _refusing(lambda: _put(Restoring(path, secret, manifest, progress)))
    if pending_migrations():
        migrate_now()
    say(RESTORED.format(**_sums(manifest)))


def _prepare(manifest: Manifest, data: str | None, database: str | None, *, replace: bool) -> None:
    """Settle folder, database and settings. Refusal when the place is taken, in use or of another kind."""
    from yinuo.config import installation
    from yinuo.config.database import database_settings
    from yinuo.upkeep import running
    from yinuo.upkeep.copies.place import check_kind, check_sqlite

    if data:
        os.environ["YINUO_DATA"] = data
    if database:
        os.environ["YINUO_DATABASE"] = database
    place = installation.data_folder()
    url = os.environ.get("YINUO_DATABASE") or installation.remembered_database()
    check_kind(manifest, database_settings(url, place))
    check_folder(place)
    running.be_alone(place)
    check_sqlite(database_settings(url, place), place / "files", replace=replace)
    _check_server(url, manifest, replace=replace)
    installation.remember(**manifest.installation, **({"database": database} if database else {}))


def _check_server(url: str, manifest: Manifest, *, replace: bool) -> None:
    """Be sure that a PostgreSQL is there and empty, or older and to be replaced."""
    set_up()
    from django.db import connection

    from yinuo.upkeep.copies.place import check_postgresql

    if connection.vendor == "postgresql":
        pending_migrations()
        check_postgresql(url.rpartition("/")[2], manifest, replace=replace)


def _put(restoring: Restoring) -> None:
    from django.conf import settings
    from django.db import connection

    from yinuo.journal import watch
    from yinuo.upkeep.copies.place import shape

    files = Path(settings.MEDIA_ROOT)
    if connection.vendor == "sqlite":
        name = Path(str(connection.settings_dict["NAME"]))
        connection.close()
        restoring.into_sqlite(name, files)
        return
    shape(restoring.manifest)
    connection.ensure_connection()
    restoring.into_postgresql(connection.connection, files)
    watch.renew("a copy was put back")
    connection.close()


def _refusing(work: Any) -> Any:
    """Do the work; a full disk or a database that went away ends in one sentence."""
    from yinuo.upkeep.copies.making import BROKEN

    try:
        return work()
    except OSError as error:
        raise Stop(NO_SPACE.format(why=error.strerror or error)) from error
    except BROKEN as error:
        raise Stop(AWAY.format(why=str(error).partition("\n")[0])) from error


def _sums(manifest: Manifest) -> dict[str, int]:
    return {"rows": sum(manifest.counts.values()), "files": manifest.files}
