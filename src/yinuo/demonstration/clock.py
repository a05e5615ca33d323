"""The clock of a call being lived: where it stands, who does the next thing, and when the story ends."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from yinuo.calls.commands.gate import Deed
from yinuo.lib import worktime

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.demonstration.cast import Cast, Hand
    from yinuo.demonstration.stories import Story
    from yinuo.people.models import User


class EndedHere(Exception):  # noqa: N818 - nothing went wrong
    """The story has come to the present, or to the state it stays in."""


class Clock:
    """A call being lived: its story, where its clock stands, who works on it."""

    def __init__(self, story: Story, cast: Cast, *, until: datetime, seed: int) -> None:
        self.story = story
        self.cast = cast
        self.until = until
        self.dice = random.Random(f"{seed}/life/{story.dice_key}")  # noqa: S311 - a story, no secret
        self.at = story.reported_at
        self.number = ""
        self.hand: Hand | None = None

    @property
    def voucher(self) -> str:
        """The number of the call's only voucher."""
        return f"{self.number}-1"

    def wait(self, minutes: float) -> datetime:
        """Let working time pass, clock time in a squeezed story; the present ends the story."""
        if self.story.squeeze:
            self.at += timedelta(minutes=minutes * self.story.squeeze)
        else:
            amount = timedelta(minutes=max(minutes, 0.1))
            self.at = worktime.add(self.cast.calendar, self.at, amount).at
        return self._checked()

    def wait_for(self, instant: datetime) -> datetime:
        """Let time pass until an instant, if it is still to come."""
        self.at = max(self.at, instant)
        return self._checked()

    def _checked(self) -> datetime:
        self.at = self.at.replace(microsecond=0)
        if self.at > self.until:
            raise EndedHere
        return self.at

    def stay(self, state: str) -> None:
        """End the story when it is to stay in `state`."""
        if self.story.stop == state:
            raise EndedHere

    def deed(self, who: User) -> Deed:
        """Return a deed of `who` at the present of the story."""
        return Deed(who, self.at)

    def by(self, role: str) -> Deed:
        """Return a deed of the branch's person in a role."""
        return self.deed(self.cast.one(role))

    @property
    def lead(self) -> User:
        """Who leads the visit now."""
        assert self.hand is not None
        return self.hand.user
