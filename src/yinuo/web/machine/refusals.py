"""Refusals that only a machine meets: no token, no key, no version, a body of the wrong kind."""

from __future__ import annotations

from yinuo.lib.refusal import NotAllowed, NotFound, Refusal
from yinuo.lib.words import Words, w


class Unauthenticated(Refusal):
    """Nobody is known by what was sent. Answered with 401."""

    status = 401


class MethodMissing(Refusal):
    """The address exists, but not for this method. Answered with 405."""

    status = 405


class TooLarge(Refusal):
    """More bytes than are taken. Answered with 413."""

    status = 413


class WrongKind(Refusal):
    """A body of another media type than the address takes. Answered with 415."""

    status = 415


class VersionMissing(Refusal):
    """A change without saying which version it is made on. Answered with 428."""

    status = 428


class Broken(Refusal):
    """It failed on our side. Answered with 500."""

    status = 500


class Busy(Refusal):
    """The database could not take it now; the same request may be sent again. Answered with 503."""

    status = 503


class NoSpace(Refusal):
    """The disk is full or fails; the same request may be sent again. Answered with 507."""

    status = 507


UNAUTHENTICATED = w("请带上有效的令牌，或先登录。", "Send a valid bearer token, or sign in first.")
NOT_JSON = w("内容不是合规的 JSON。", "The body is not well-formed JSON.")
WRONG_KIND = w("这里只收 {wanted}。", "Only {wanted} is taken here.")
TOO_LARGE = w("内容太大。", "The body is too large.")
BUSY = w("系统正忙，请稍后用同一个请求编号再试。", "Busy just now; try again with the same idempotency key.")

PLAIN: dict[int, tuple[type[Refusal], str, Words]] = {
    400: (Refusal, "bad_request", w("读不懂这次请求。", "This request could not be read.")),
    401: (Unauthenticated, "unauthenticated", UNAUTHENTICATED),
    403: (NotAllowed, "forbidden", w("您不能做这件事。", "You may not do this.")),
    404: (NotFound, "not_found", w("没有这个地址。", "There is no such address.")),
    405: (
        MethodMissing,
        "method_not_allowed",
        w("这个地址不支持这种方法。", "This address does not take this method."),
    ),
    413: (TooLarge, "too_large", TOO_LARGE),
    500: (Broken, "broken", w("我们这里出了错。", "Something failed on our side.")),
}


def of_status(status: int) -> Refusal:
    """Return the refusal that stands for a bare HTTP status."""
    kind, code, words = PLAIN.get(status, PLAIN[400 if status < 500 else 500])
    refusal = kind(code, words)
    refusal.status = status
    return refusal


def malformed(code: str = "malformed_json") -> Refusal:
    """Return the refusal of a body that is no JSON, or none that is taken."""
    return Refusal(code, NOT_JSON)
