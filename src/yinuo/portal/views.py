"""Pages without a login: the customer's copy of a signed voucher, its code, the check of a fingerprint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yinuo.calls.states import PURPOSE_WORDS, SIGNATURE_WORDS, UNSIGNED_WORDS, Purpose, SignatureKind
from yinuo.journal.commands import not_found
from yinuo.lib.refusal import NotFound
from yinuo.lib.words import language
from yinuo.papers import places
from yinuo.papers import queries as papers
from yinuo.portal import limits, qr, queries
from yinuo.portal.forms import CheckForm
from yinuo.web import clock, partial, sending

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest

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
    answer = sending.kept(default_storage.open(image.path), name=image.name, kind=image.media_type)
    for name, value in PRIVATE.items():
        answer[name] = value
    return answer


@require_safe
@never_cache
def paper(request: HttpRequest, token: str) -> HttpResponse:
    """Give the signed copy as an archive file (PDF/A-2b), not counted as a print."""
    row, signature = queries.signed_voucher(token)
    made = papers.signed(
        row,
        signature,
        language=language.get(),
        address=places.of_check(places.site(request), signature),
    )
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{row.number}.pdf"'
    return _private(answer)


@require_safe
@never_cache
def document(_request: HttpRequest, token: str) -> HttpResponse:
    """Give the canonical document byte for byte, for who wants to compute its hash."""
    text = queries.signed(token).document
    answer = HttpResponse(text.encode("utf-8", "surrogatepass"), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="document.json"'
    return _private(answer)


@require_safe
@never_cache
def check(request: HttpRequest, fingerprint: str = "") -> HttpResponse:
    """Say of a document's hash: genuine, altered, superseded or unknown; names nobody."""
    given = (
        request.GET if "fingerprint" in request.GET else {"fingerprint": fingerprint} if fingerprint else None
    )
    form = CheckForm(given)
    told = None
    if given is not None and form.is_valid():
        wait = limits.wait(request.META.get("REMOTE_ADDR", ""), clock.now())
        if wait:
            return _private(_too_often(request, form, wait))
        told = queries.verdict(form.cleaned_data["fingerprint"])
    values = {"form": form, "told": told, "purpose": _purpose(told)}
    return _private(partial.render(request, "portal/check.html", values, status=form.status))


def _too_often(request: HttpRequest, form: CheckForm, wait: int) -> HttpResponse:
    answer = partial.render(request, "portal/check.html", {"form": form, "wait": wait}, status=429)
    answer["Retry-After"] = str(wait)
    return answer


def _purpose(told: queries.Verdict | None) -> object:
    signature = told.signature if told else None
    return PURPOSE_WORDS[Purpose(signature.purpose)] if signature else ""


def _private(answer: HttpResponse) -> HttpResponse:
    for name, value in PRIVATE.items():
        answer[name] = value
    return answer
