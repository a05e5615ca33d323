"""The log: one event a line, readable or JSON, and never what people wrote, keys or passwords.

Of a foreign library's event only the pattern of its sentence is kept, of an exception its kind and where it
was raised: messages and values may hold what a customer said.
"""

from __future__ import annotations

import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    Event = MutableMapping[str, Any]

request_id: ContextVar[str] = ContextVar("request_id", default="")
FRAMES = 12
DJANGO = "%s: %s"
JSON = structlog.processors.JSONRenderer(ensure_ascii=False, default=lambda _value: "…")


def settings(kind: str) -> dict[str, Any]:
    """Return Django's LOGGING: `quiet` logs problems, `plain` and `json` every request too."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "yinuo.upkeep.log.Line", "json": kind == "json"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "yinuo": {"level": "INFO"},
            "yinuo.request": {"level": "WARNING" if kind == "quiet" else "INFO"},
            "django": {"handlers": [], "level": "ERROR", "propagate": True},
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        },
    }


class Line(logging.Formatter):
    """Writes a record as one line."""

    def __init__(self, *, json: bool) -> None:
        super().__init__()
        self._json = json

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a JSON object or as a readable line."""
        event = told(record)
        if self._json:
            return str(JSON(None, "", event))
        start = f"{event.pop('at')} {event.pop('level')} {event.pop('logger')}: {event.pop('event')}"
        return " ".join([start, *(f"{name}={_plain(value)}" for name, value in event.items())])


def told(record: logging.LogRecord) -> Event:
    """Return what may be said of a record."""
    own = record.name.startswith("yinuo.")
    event: Event = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": _one_line(record.getMessage() if own else _pattern(record)),
    }
    if request_id.get():
        event["request"] = request_id.get()
    event.update(getattr(record, "told", {}))
    if record.exc_info and record.exc_info[1] is not None:
        event["exception"] = raised(record.exc_info[1])
    return event


def raised(error: BaseException) -> str:
    """Return the kind of an exception and the places it came through, without a word of its message."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = " < ".join(
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames)
    )
    cause = error.__cause__ or error.__context__
    before = f", after {type(cause).__module__}.{type(cause).__name__}" if cause else ""
    return f"{type(error).__module__}.{type(error).__name__}{before} at {places}"


def _pattern(record: logging.LogRecord) -> str:
    """Return the sentence without its values, or where it was said when the two are one already."""
    if record.msg == DJANGO and isinstance(record.args, tuple):
        return str(record.args[0])
    return str(record.msg) if record.args else f"{record.module}.{record.funcName}"


def _one_line(text: str) -> str:
    return text.translate({10: " ", 13: " ", 27: " "})


def _plain(value: object) -> str:
    text = _one_line(str(value))
    return f'"{text}"' if " " in text else text
