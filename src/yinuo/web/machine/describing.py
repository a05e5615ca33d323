"""The OpenAPI description completed: headers of writing requests, and what each operation may refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ninja.openapi.schema import OpenAPISchema

PROBLEM = "application/problem+json"
KEY: dict[str, Any] = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": "Names this request; a repeat gets the first answer. 请求编号，重发时得到第一次的回答。",
    "schema": {"type": "string", "minLength": 1, "maxLength": 120, "pattern": "^[!-~]{1,120}$"},
}
VERSION: dict[str, Any] = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "The version the change is made on, as ETag or `version` gave it. 改动所依据的版本。",
    "schema": {"type": "string", "pattern": '^"?[0-9]{1,9}"?$'},
}
CREATES: dict[str, Any] = {"parameters": [KEY]}
CHANGES: dict[str, Any] = {"parameters": [KEY, VERSION]}

TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}
SHAPE: dict[str, Any] = {
    "type": "object",
    "description": "A refusal (RFC 9457). 没有办成的原因。",
    "required": ["type", "title", "status", "detail", "code", "fields", "difference"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "in the language of the request"},
        "code": {"type": "string", "description": "for machines"},
        "fields": {**TEXTS, "description": "what is wrong, by field"},
        "difference": {
            "type": "object",
            "description": "for a stale version: {field: {yours, now, by, at}}",
            "additionalProperties": {"type": "object"},
        },
    },
}
READING = {
    400: "could not be read 读不懂",
    401: "no valid token and no session 没有令牌",
    403: "not this person's to do 没有权限",
    404: "not there, or not this person's to see 找不到",
    405: "not with this method 方法不对",
    422: "the input is wrong 内容有误",
    503: "busy, try again 正忙",
    507: "no room on the disk 磁盘已满",
}
WRITING = {
    409: "refused by the state, the policy, or a stale version 现在不能做，或版本已旧",
    413: "too large 太大",
    415: "another media type 类型不对",
}
CHANGING = {428: "If-Match is missing 没有版本"}


def completed(schema: OpenAPISchema) -> OpenAPISchema:
    """Return `schema` with the shape of a problem and every refusal an operation may answer."""
    schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = SHAPE
    for operations in schema["paths"].values():
        for method, operation in operations.items():
            for status, words in refusals_of(method, operation).items():
                operation["responses"][status] = _refusal(words)
    return schema


def refusals_of(method: str, operation: dict[str, Any]) -> dict[int, str]:
    """Return the refusals of one operation with their words."""
    if method == "get":
        return READING
    changes = any(each["name"] == "If-Match" for each in operation.get("parameters", []))
    return {**READING, **WRITING, **(CHANGING if changes else {})}


def _refusal(words: str) -> dict[str, Any]:
    return {"description": words, "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
