"""The place a copy is put into: of the same kind, empty unless it is to be replaced, in the copy's shape."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from yinuo.upkeep.copies.refusals import refusal

if TYPE_CHECKING:
    from yinuo.upkeep.copies.parts import Manifest


def check_kind(manifest: Manifest, database: dict[str, Any]) -> None:
    """Refusal `copy_of_other_database` unless the copy was made of the place's kind of database."""
    here = "sqlite" if database["ENGINE"].endswith("sqlite") else "postgresql"
    if manifest.database != here:
        raise refusal("copy_of_other_database", made=manifest.database, here=here)


def check_sqlite(database: dict[str, Any], files: Path, *, replace: bool) -> None:
    """Refusal `place_taken` when a database file or photos are there and are not to be replaced."""
    taken = any(path.is_file() for path in files.rglob("*")) if files.is_dir() else False
    if database["ENGINE"].endswith("sqlite"):
        taken |= Path(database["NAME"]).exists()
    if taken and not replace:
        raise refusal("place_taken", name=files.parent)


def check_postgresql(name: str, manifest: Manifest, *, replace: bool) -> None:
    """Refusal `place_taken` when tables are there, `place_newer` when they know more than the copy."""
    if not connection.introspection.table_names():
        return
    if not replace:
        raise refusal("place_taken", name=name)
    applied = {f"{app}.{step}" for app, step in MigrationRecorder(connection).applied_migrations()}
    if applied - set(manifest.migrations):
        raise refusal("place_newer", name=name)


def shape(manifest: Manifest) -> None:
    """Bring the database to the shape in which the copy was made, before rows are loaded."""
    executor = MigrationExecutor(connection)
    wanted = {tuple(step.split(".", 1)) for step in manifest.migrations}
    graph = executor.loader.graph
    known = {node for node in graph.nodes if node in wanted}
    last = [
        node
        for node in sorted(known)
        if not any(child.key in known and child.key[0] == node[0] for child in graph.node_map[node].children)
    ]
    executor.migrate(last)
