"""The interface itself: strict parsing, one way to refuse, and an OpenAPI description that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.docs import Swagger

from yinuo.lib.refusal import Refusal, invalid
from yinuo.lib.words import w
from yinuo.web import faults, problem
from yinuo.web.machine import describing, saying
from yinuo.web.machine.parser import StrictParser
from yinuo.web.machine.refusals import (
    TOO_LARGE,
    UNAUTHENTICATED,
    Busy,
    NoSpace,
    TooLarge,
    Unauthenticated,
    of_status,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase
    from ninja.openapi.schema import OpenAPISchema

NO_PARAMETER = w("没有这个参数", "there is no such parameter")
RETRY_SECONDS = 2
RETRIED = {Busy.status, NoSpace.status}


class Docs(Swagger):
    """The interactive description, from files of our own: it runs under the strict content policy."""

    template = "web/api_docs.html"


class Interface(NinjaAPI):
    """A NinjaAPI whose every "no" is a problem in words, and which takes nothing it does not know."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(parser=StrictParser(), docs=Docs({"persistAuthorization": False}), **settings)
        self.add_decorator(only_known_parameters, mode="view")
        for kind in (Exception, Http404, HttpError, ValidationError):
            self.add_exception_handler(kind, answer)

    def get_openapi_schema(self, **asked: Any) -> OpenAPISchema:
        """Return the description, with what may be refused named for every operation."""
        return describing.completed(super().get_openapi_schema(**asked))


def answer(_request: HttpRequest, error: Any) -> HttpResponse:
    """Answer what was raised as a problem; what nobody foresaw is raised again for the server's log."""
    refusal = refusal_of(error, _request.content_type or "")
    if refusal is None:
        raise error
    response = problem.answer(refusal)
    if refusal.status == Unauthenticated.status:
        response["WWW-Authenticate"] = 'Bearer realm="yinuo"'
    if refusal.status in RETRIED:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def refusal_of(error: Exception, content_type: str) -> Refusal | None:  # noqa: PLR0911 - one line for each kind
    """Return the refusal that `error` means; None for a fault of our own."""
    match error:
        case Refusal():
            return error
        case ValidationError():
            return saying.refusal(error.errors, content_type)
        case AuthenticationError():
            return Unauthenticated("unauthenticated", UNAUTHENTICATED)
        case HttpError(__cause__=Refusal() as cause):
            return cause
        case HttpError():
            return of_status(error.status_code)
        case Http404():
            return of_status(404)
        case RequestDataTooBig():
            return TooLarge("too_large", TOO_LARGE)
        case SuspiciousOperation() | MultiPartParserError():
            return of_status(400)
    return faults.of(error)


def only_known_parameters(run: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Refuse a query parameter that the operation does not have: a typing mistake must not widen a list."""
    models = run.__self__.models  # type: ignore[attr-defined] # ninja hands over the operation's bound method
    asked = [model for model in models if model.__ninja_param_source__ == "query"]
    known = {name for model in asked for name in model.__ninja_flatten_map__}

    def guarded(request: HttpRequest, **path: Any) -> HttpResponseBase:
        unknown = [name for name in request.GET if name not in known]
        if unknown:
            return problem.answer(
                invalid(unknown[0][:80].replace("\0", ""), NO_PARAMETER, "unknown_parameter")
            )
        return run(request, **path)

    return guarded


class PlainErrors:
    """Middleware: what fails below /api/ before or beside the interface is answered as a problem too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        foreign = response.status_code >= 400 and problem.MEDIA_TYPE not in response.get("Content-Type", "")
        if not (foreign and request.path.startswith("/api/")):
            return response
        told = problem.answer(of_status(response.status_code))
        if "Allow" in response.headers:
            told["Allow"] = response.headers["Allow"]
        return told
