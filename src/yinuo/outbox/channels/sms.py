"""Short messages: one POST to the gateway of the installation, in the shape that its contract asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
from django.conf import settings

from yinuo.outbox.channels import NotSent

if TYPE_CHECKING:
    from yinuo.outbox.models import Message

SECONDS = 10.0


def send(message: Message) -> None:
    """Hand `message` to the gateway. NotSent when it didn't answer with 2xx in time, or none is configured.

    The header `Idempotency-Key` lets the gateway drop a message that comes twice.
    """
    told = settings.YINUO_SMS
    if told is None:
        raise NotSent("no gateway for short messages is configured")
    body = {name: _filled(value, message) for name, value in told["body"].items()}
    headers = {**told.get("headers", {}), "Idempotency-Key": message.once_key}
    try:
        with httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=False) as gateway:
            answer = gateway.post(told["url"], headers=headers, **_shaped(told, body))
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        raise NotSent(type(problem).__name__) from problem
    if not answer.is_success:
        raise NotSent(f"the gateway answered {answer.status_code}")


def _filled(value: Any, message: Message) -> Any:
    if not isinstance(value, str):
        return value
    text = message.text_zh or message.text_en
    return value.replace("{phone}", message.address).replace("{text}", text)


def _shaped(told: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    return {"data": body} if told.get("form") else {"json": body}
