"""Answers of the interface: validated content as JSON, with the version it has as its ETag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse

if TYPE_CHECKING:
    from pydantic import BaseModel

JSON = "application/json; charset=utf-8"


def said(content: BaseModel, *, status: int = 200, version: int | None = None) -> HttpResponse:
    """Return `content` as JSON."""
    return text(content.model_dump_json(), status=status, version=version)


def text(body: str, *, status: int = 200, version: int | None = None) -> HttpResponse:
    """Return a body that is JSON already."""
    response = HttpResponse(body, status=status, content_type=JSON)
    response["Cache-Control"] = "no-store"
    if version is not None:
        response["ETag"] = f'"{version}"'
    return response
