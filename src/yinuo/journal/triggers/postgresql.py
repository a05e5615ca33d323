"""PostgreSQL's triggers: one per table for rows, one for TRUNCATE, over four small functions.

Who writes stands in the setting `yinuo.writer`; of a tool that sets none, user and name are written down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from yinuo.journal.triggers.shape import COLUMNS, MARK, NEVER, PREFIX, Table, Triggers

if TYPE_CHECKING:
    from collections.abc import Iterable

MARKS = ("", "hash", "head", "seal")
UNKNOWN = "left('?' || session_user || ' ' || current_setting('application_name'), 200)"
WRITER = f"coalesce(nullif(current_setting('yinuo.writer', true), ''), {UNKNOWN})"
SAY = f"INSERT INTO journal_below ({COLUMNS}) VALUES (now(), txid_current(), %s, %s, %s, %s, %s)"  # noqa: S608
TRIGGERS = f"""
SELECT t.tgname, c.relname, t.tgenabled, pg_get_triggerdef(t.oid)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE t.tgname LIKE '{PREFIX}%' AND n.nspname = current_schema()
"""  # noqa: S608
FUNCTIONS = f"""
SELECT p.proname, p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.proname LIKE '{PREFIX}%' AND n.nspname = current_schema()
"""  # noqa: S608


def generated(tables: Iterable[Table], only_added: Iterable[str]) -> Triggers:
    """Return the functions and triggers for these tables; those `only_added` to refuse change and removal."""
    bodies = {_function(mark): _body(mark) for mark in MARKS}
    bodies[f"{PREFIX}empty"] = _emptied()
    bodies[f"{PREFIX}refuse"] = f"BEGIN RAISE EXCEPTION '{NEVER}' USING ERRCODE = 'restrict_violation'; END"
    schema = _schema()
    triggers = dict(each for table in tables for each in _watching(table, schema))
    triggers |= dict(each for relation in only_added for each in _refusing(f"{schema}.{relation}"))
    made = [_make_function(name, body) for name, body in bodies.items()]
    return Triggers(
        made + list(triggers.values()), bodies | {name: f"O {text}" for name, text in triggers.items()}
    )


def standing() -> dict[str, str]:
    """Return what stands: triggers with their state (O: on) and text, functions with their body."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        found = {name: f"{_text(state)} {text}" for name, _table, state, text in cursor.fetchall()}
        cursor.execute(FUNCTIONS)
        return found | dict(cursor.fetchall())


def removal(relations: list[str] | None) -> list[str]:
    """Return the statements that drop our triggers on these tables, or all with their functions."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        rows = cursor.fetchall()
        cursor.execute(FUNCTIONS)
        functions = [f'DROP FUNCTION "{name}"()' for name, _body in cursor.fetchall()]
    gone = [(name, table) for name, table, _state, _told in rows if relations is None or table in relations]
    dropped = [f'DROP TRIGGER "{name}" ON "{table}"' for name, table in gone]
    return dropped if relations is not None else dropped + functions


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _function(mark: str) -> str:
    return f"{PREFIX}watch_{mark or 'row'}"


def _make_function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $yinuo${body}$yinuo$"


def _body(mark: str) -> str:
    def say(row: str) -> str:
        own = f"left({row}.{mark}, {MARK})" if mark else "''"
        values = f"now(), txid_current(), {WRITER}, TG_TABLE_NAME, {row}.id, left(TG_OP, 1), {own}"
        return f"INSERT INTO journal_below ({COLUMNS}) VALUES ({values});"  # noqa: S608

    return f"BEGIN IF TG_OP = 'DELETE' THEN {say('OLD')} ELSE {say('NEW')} END IF; RETURN NULL; END"


def _emptied() -> str:
    values = f"now(), txid_current(), {WRITER}, TG_TABLE_NAME, 0, 'T', ''"
    return f"BEGIN INSERT INTO journal_below ({COLUMNS}) VALUES ({values}); RETURN NULL; END"  # noqa: S608


def _schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        return str(cursor.fetchone()[0])


def _watching(table: Table, schema: str) -> Iterable[tuple[str, str]]:
    of = f" OF {', '.join(table.columns)}" if table.columns else ""
    name, relation = f"{PREFIX}watch_{table.relation}", f"{schema}.{table.relation}"
    yield (
        name,
        _trigger(name, f"AFTER INSERT OR DELETE OR UPDATE{of} ON {relation}", "ROW", _function(table.mark)),
    )
    name = f"{PREFIX}empty_{table.relation}"
    yield (
        name,
        _trigger(name, f"AFTER TRUNCATE ON {relation}", "STATEMENT", f"{PREFIX}empty"),
    )


def _refusing(relation: str) -> Iterable[tuple[str, str]]:
    for event, each in (("DELETE OR UPDATE", "ROW"), ("TRUNCATE", "STATEMENT")):
        name = f"{PREFIX}refuse_{relation.partition('.')[2]}_{each.lower()}"
        yield (
            name,
            _trigger(name, f"BEFORE {event} ON {relation}", each, f"{PREFIX}refuse"),
        )


def _trigger(name: str, when: str, each: str, function: str) -> str:
    return f"CREATE TRIGGER {name} {when} FOR EACH {each} EXECUTE FUNCTION {function}()"
