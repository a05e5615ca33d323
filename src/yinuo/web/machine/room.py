"""The addresses of a room: each said in one breath, whether it reads, creates or changes, what it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ninja import Router
from ninja.constants import NOT_SET

from yinuo.web.machine.describing import CHANGES, CREATES

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from pydantic import BaseModel

    View = TypeVar("View", bound=Callable[..., Any])
    Told = type[BaseModel]


class Room(Router):
    """A router whose operations carry an English summary, Chinese words, and the headers their kind needs."""

    def __init__(self, tag: str) -> None:
        super().__init__(tags=[tag])

    def reads(self, path: str, told: Told | None, summary: str, words: str) -> Callable[[View], View]:
        """Mark a view that answers `told` (None for a file) and changes nothing."""
        response = {200: told} if told else NOT_SET
        return self.get(path, response=response, summary=summary, description=words)

    def creates(
        self, path: str, told: Told, summary: str, words: str, *, status: int = 201
    ) -> Callable[[View], View]:
        """Mark a view that makes something new: it takes Idempotency-Key."""
        return self.post(
            path, response={status: told}, summary=summary, description=words, openapi_extra=CREATES
        )

    def changes(
        self, path: str, told: Told, summary: str, words: str, *, method: str = "POST"
    ) -> Callable[[View], View]:
        """Mark a view that changes what stands: it takes Idempotency-Key and If-Match."""
        return self.api_operation(
            [method], path, response={200: told}, summary=summary, description=words, openapi_extra=CHANGES
        )
