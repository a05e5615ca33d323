"""Where the codes on papers lead: to the call, to the customer's copy, to the check of a hash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from yinuo.papers import content

if TYPE_CHECKING:
    from django.http import HttpRequest

    from yinuo.calls.models import Signature, Voucher


def site(request: HttpRequest) -> str:
    """Return what stands before every path of this installation: `https://service.example`."""
    return request.build_absolute_uri("/").rstrip("/")


def of_voucher(before: str, row: Voucher) -> str:
    """Return where a voucher's code leads: to the customer's copy once signed, else to the call's page."""
    signature = content.standing(row)
    if signature is None:
        return before + reverse("desk:call", args=[row.call.number])
    return before + reverse("portal:copy", args=[signature.token])


def of_check(before: str, signature: Signature) -> str:
    """Return where anybody checks the hash of a signed document."""
    return before + reverse("portal:checked", args=[signature.document_hash])
