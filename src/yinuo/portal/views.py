"""Pages without a login: the customer's copy of a signed voucher, its code, the check of a fingerprint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yinuo.calls.states import PURPOSE_WORDS, SIGNATURE_WORDS, UNSIGNED_WORDS, Purpose, SignatureKind
from yinuo.journal.commands import not_found
from yinuo.lib.refusal import NotFound
from yinuo.portal import qr, queries
from yinuo.portal.forms import CheckForm
from yinuo.web import partial

if TYPE_CHECKING:
    from django.http import HttpRequest

PRIVATE = {"X-Robots-Tag": "noindex, nofollow"}


@require_safe
@never_cache
def copy(request: HttpRequest, token: str) -> HttpResponse:
    """Show the document as it was signed, who signed it, and what changed later."""
    try:
        told = queries.copy(token)
    except NotFound:
        return _private(partial.render(request, "portal/missing.html", status=404))
    signature = told.signature
    values = {
        "copy": told,
        "signature": signature,
        "how": SIGNATURE_WORDS[SignatureKind(signature.kind)],
        "purpose": PURPOSE_WORDS[Purpose(signature.purpose)],
        "unsigned": UNSIGNED_WORDS.get(signature.unsigned_reason, ""),
        "has_picture": signature.image is not None and signature.image.media_type.startswith("image/"),
    }
    return _private(partial.render(request, "portal/copy.html", values))


@require_safe
def code(request: HttpRequest, token: str) -> HttpResponse:
    """Give the QR code that leads to the copy."""
    queries.signed(token)
    address = request.build_absolute_uri(reverse("portal:copy", args=[token]))
    return _private(HttpResponse(qr.picture(address), content_type="image/svg+xml"))


@require_safe
@never_cache
def picture(_request: HttpRequest, token: str) -> FileResponse:
    """Give the file of the signature: the drawing, or the scan of the signed paper."""
    image = queries.signed(token).image
    if image is None:
        raise not_found("signature")
    kept = default_storage.open(image.path)
    answer = FileResponse(kept, content_type=image.media_type, filename=image.name)
    for name, value in PRIVATE.items():
        answer[name] = value
    return answer


@require_safe
@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Say whether a document with a fingerprint exists and whether it still stands; names nobody."""
    asked = "fingerprint" in request.GET
    form = CheckForm(request.GET if asked else None)
    found = queries.known(form.cleaned_data["fingerprint"]) if asked and form.is_valid() else []
    values = {
        "form": form,
        "asked": asked and not form.errors,
        "found": len(found),
        "stands": any(not each.superseded for each in found),
    }
    return _private(partial.render(request, "portal/check.html", values, status=form.status))


def _private(answer: HttpResponse) -> HttpResponse:
    for name, value in PRIVATE.items():
        answer[name] = value
    return answer
