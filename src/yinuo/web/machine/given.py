"""What a machine may send: bounded texts and numbers, instants with an offset, nothing unknown."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from yinuo.web.machine.paging import Page

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d.*")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Given(BaseModel):
    """The base of every body: unknown names are refused, texts lose the blanks around them."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


def _like_an_instant(value: object) -> object:
    if not isinstance(value, str | datetime):
        raise PydanticCustomError("instant_text", "an instant is written as text")
    if isinstance(value, str) and not INSTANT.fullmatch(value):
        raise PydanticCustomError("instant_text", "an instant is written as text")
    return value


def _with_offset(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise PydanticCustomError("instant_offset", "an instant carries its offset")
    if not EARLIEST <= value <= LATEST:
        raise PydanticCustomError("out_of_time", "between 2000 and 2100")
    return value.astimezone(UTC)


def _like_a_day(value: object) -> object:
    if not isinstance(value, date) and not (isinstance(value, str) and DAY.fullmatch(value)):
        raise PydanticCustomError("day_text", "a day is written YYYY-MM-DD")
    return value


def _within(value: date) -> date:
    if not EARLIEST.date() <= value <= LATEST.date():
        raise PydanticCustomError("out_of_time", "between 2000 and 2100")
    return value


def _six_places(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.000001"))


Instant = Annotated[datetime, BeforeValidator(_like_an_instant), AfterValidator(_with_offset)]
Day = Annotated[date, BeforeValidator(_like_a_day), AfterValidator(_within)]

Text24 = Annotated[str, Field(max_length=24)]
Text40 = Annotated[str, Field(max_length=40)]
Text60 = Annotated[str, Field(max_length=60)]
Text80 = Annotated[str, Field(max_length=80)]
Text120 = Annotated[str, Field(max_length=120)]
Text200 = Annotated[str, Field(max_length=200)]
Text400 = Annotated[str, Field(max_length=400)]
Text1000 = Annotated[str, Field(max_length=1000)]
Text2000 = Annotated[str, Field(max_length=2000)]
Text4000 = Annotated[str, Field(max_length=4000)]
Needed40 = Annotated[str, Field(min_length=1, max_length=40)]
Needed80 = Annotated[str, Field(min_length=1, max_length=80)]
Needed120 = Annotated[str, Field(min_length=1, max_length=120)]
Needed400 = Annotated[str, Field(min_length=1, max_length=400)]

Yes = Annotated[bool, Field(strict=True)]
Minutes = Annotated[int, Field(strict=True, ge=0, le=60_000)]
Money = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2, allow_inf_nan=False)]
Latitude = Annotated[Decimal, Field(ge=-90, le=90, allow_inf_nan=False), AfterValidator(_six_places)]
Longitude = Annotated[Decimal, Field(ge=-180, le=180, allow_inf_nan=False), AfterValidator(_six_places)]

Number = Annotated[str, Path(pattern=r"^[^\x00-\x20\x7f/]{1,64}$", description="number, as answered / 编号")]
Key = Annotated[int, Path(ge=1, le=2**62)]
PathDay = Annotated[Day, Path(description="YYYY-MM-DD")]
Limit = Annotated[int, Field(ge=1, le=200, description="how many at most / 最多几条")]
Cursor = Annotated[str, Field(max_length=400, description="`next` of the page before / 上一页的 next")]
Search = Annotated[str, Field(max_length=80, description="text to look for / 要找的文字")]
Code = Annotated[str, Field(max_length=64)]


class Paged(BaseModel):
    """The base of what may be asked of a list: how much of it, and from where. 翻页"""

    limit: Limit = 50
    cursor: Cursor = ""

    @property
    def page(self) -> Page:
        """The page that is asked for."""
        return Page(self.limit, self.cursor)
