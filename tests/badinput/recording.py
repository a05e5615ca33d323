"""Which names a view reads out of its address, its form and its files: found by watching it read."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unittest import mock

from django.forms import FileField
from django.forms.forms import BaseForm
from django.utils.datastructures import MultiValueDict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

READING = ("__getitem__", "get", "getlist", "__contains__")
WHOLE = ("dict", "items")
LEFT_OUT = {"csrfmiddlewaretoken"}


@dataclass
class Read:
    """What was read while a request was answered."""

    pairs: list[tuple[Any, str]] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    whole: list[Any] = field(default_factory=list)

    def names(self, request: HttpRequest | None) -> dict[str, set[str]]:
        """The names by where they were read: query, form, files."""
        if request is None:
            return {"query": set(), "form": set(), "files": set()}
        places = {"query": request.GET, "form": request.POST, "files": request.FILES}
        found = {
            place: {name for given, name in self.pairs if given is values} - LEFT_OUT
            for place, values in places.items()
        }
        if request.method == "GET":
            found["query"] |= self.fields if any(given is request.GET for given in self.whole) else set()
        else:
            found["files"] |= self.files
        return found


@contextmanager
def recording() -> Iterator[Read]:
    """Watch every reading of a query, a form or files."""
    read = Read()
    with mock.patch.object(BaseForm, "__init__", _watched_form(read)):
        patches = [mock.patch.object(MultiValueDict, name, _watched(read, name)) for name in READING]
        patches += [mock.patch.object(MultiValueDict, name, _watched_whole(read, name)) for name in WHOLE]
        for patch in patches:
            patch.start()
        try:
            yield read
        finally:
            for patch in patches:
                patch.stop()


def _watched(read: Read, name: str) -> Any:
    real = getattr(MultiValueDict, name)

    def watched(self: Any, key: Any, *rest: Any, **named: Any) -> Any:
        if isinstance(key, str):
            read.pairs.append((self, key))
        return real(self, key, *rest, **named)

    return watched


def _watched_whole(read: Read, name: str) -> Any:
    real = getattr(MultiValueDict, name)

    def watched(self: Any) -> Any:
        read.whole.append(self)
        return real(self)

    return watched


def _watched_form(read: Read) -> Any:
    real = BaseForm.__init__

    def watched(self: Any, *given: Any, **named: Any) -> None:
        real(self, *given, **named)
        read.fields |= set(self.fields)
        read.files |= {name for name, each in self.fields.items() if isinstance(each, FileField)}

    return watched
