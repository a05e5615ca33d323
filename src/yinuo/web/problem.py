"""A refusal as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import JsonResponse

if TYPE_CHECKING:
    from yinuo.lib.refusal import Refusal

MEDIA_TYPE = "application/problem+json"


def as_dict(refusal: Refusal) -> dict[str, Any]:
    """Return type, title, status, detail, code, fields, difference; words in the current language."""
    return {
        "type": f"urn:yinuo:refusal:{refusal.code}",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": str(refusal.words),
        "code": refusal.code,
        "fields": {name: str(words) for name, words in refusal.fields.items()},
        "difference": refusal.difference,
    }


def answer(refusal: Refusal) -> JsonResponse:
    """Return the refusal as a response with its own status."""
    return JsonResponse(
        as_dict(refusal),
        status=refusal.status,
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False, "default": str},
    )
