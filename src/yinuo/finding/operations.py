"""The migration's step that makes an index of words on either database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.migrations.operations import CreateModel

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import ProjectState

ON_SQLITE = """
CREATE VIRTUAL TABLE {table}
USING fts5(pieces, detail=none, tokenize="unicode61 remove_diacritics 0 tokenchars '-'")
"""
ON_POSTGRESQL = "CREATE INDEX {table}_pieces ON {table} USING gin (pieces)"


class CreateWords(CreateModel):
    """Make the table of a model that inherits `Words`, with the index that finds."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Make the table: FTS5 on SQLite; a table with a GIN index on PostgreSQL."""
        table = self._table(app_label, to_state)
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(ON_SQLITE.format(table=table))
            return
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        schema_editor.execute(ON_POSTGRESQL.format(table=table))

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,  # noqa: ARG002 - Django calls it with both
    ) -> None:
        """Drop it."""
        schema_editor.execute(f"DROP TABLE {self._table(app_label, from_state)}")

    def _table(self, app_label: str, state: ProjectState) -> str:
        model: Any = state.apps.get_model(app_label, self.name)
        return str(model._meta.db_table)
