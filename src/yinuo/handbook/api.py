"""The service handbook for machines: searched, and earlier solutions for a fault."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel, Field

from yinuo.devices.queries import product_model
from yinuo.handbook.models import Problem
from yinuo.handbook.queries import search, suggestions
from yinuo.people import access as rights
from yinuo.people import http
from yinuo.people.queries import zone_of
from yinuo.web.machine import answers
from yinuo.web.machine.given import Code, Cursor, Limit, Search
from yinuo.web.machine.paging import Page, cut
from yinuo.web.machine.room import Room

router = Room("handbook 手册")
Fault = Annotated[str, Field(min_length=2, max_length=400, description="the fault as told / 故障")]


class SolutionTold(BaseModel):
    """A problem, its cause and its solution. 手册一条"""

    number: str
    product_model: str | None
    symptom: str
    cause: str
    solution: str
    learned_on: str
    written_at: datetime
    written_by: str
    version: int


class SolutionsTold(BaseModel):
    """A page of the handbook. 一页手册"""

    items: list[SolutionTold]
    next: str | None = None


@router.reads("/handbook", SolutionsTold, "Search the handbook", "服务手册，可查找。")
def list_entries(
    request: HttpRequest, q: Search = "", limit: Limit = 50, cursor: Cursor = ""
) -> HttpResponse:
    """Answer a page of the handbook, newest first."""
    user = http.asking(request)
    rights.require_somewhere(user, "handbook.see")
    rows, following = cut(search(q), ("-id",), Page(limit, cursor))
    zone = zone_of(user)
    return answers.said(SolutionsTold(items=[_told(row, zone) for row in rows], next=following))


@router.reads(
    "/handbook/suggestions", SolutionsTold, "Suggest earlier solutions", "按故障与机型找以前的解决办法。"
)
def suggest(request: HttpRequest, fault: Fault, model: Code = "") -> HttpResponse:
    """Answer up to three earlier solutions like the fault, best first."""
    user = http.asking(request)
    rights.require_somewhere(user, "handbook.see")
    known = product_model(model) if model else None
    found = suggestions(fault=fault, product_model_id=known.pk if known else None)
    return answers.said(SolutionsTold(items=[_told(row, zone_of(user)) for row in found]))


def _told(row: Problem, zone: tzinfo) -> SolutionTold:
    same = "number symptom cause solution learned_on written_by version".split()
    return SolutionTold(
        **{name: getattr(row, name) for name in same},
        product_model=row.product_model.code if row.product_model else None,
        written_at=row.written_at.astimezone(zone),
    )
