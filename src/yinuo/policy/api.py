"""The policy for machines: every clause with its parameters, of the version in force or another."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel, Field

from yinuo.people import access as rights
from yinuo.people import http
from yinuo.people.queries import zone_of
from yinuo.policy import queries
from yinuo.policy.rules import Clause, Policy
from yinuo.web import clock
from yinuo.web.machine import answers
from yinuo.web.machine.room import Room

router = Room("policy 规章")
Version = Annotated[
    int | None, Field(ge=1, le=999_999, description="by default the one in force / 默认现行版")
]


class ParameterTold(BaseModel):
    """A number, list or word of a clause; `default` marks what the product settled (°). 参数"""

    id: str
    name: str
    value: str
    default: bool


class ClauseTold(BaseModel):
    """A clause as written. 条款"""

    id: str
    text: str
    who: str
    by_when: str
    evidence: str
    consequence: str
    implemented: bool
    parameters: list[ParameterTold]


class PolicyTold(BaseModel):
    """A version of the policy. 规章一版"""

    number: int
    in_force_from: datetime
    versions: list[int]
    clauses: list[ClauseTold]


@router.reads("/policy", PolicyTold, "Read the policy", "规章条款与参数：现行版，或 version 指定的一版。")
def read_policy(request: HttpRequest, version: Version = None) -> HttpResponse:
    """Answer a version of the policy with its clauses in the language of the request."""
    user = http.asking(request)
    rights.require_somewhere(user, "policy.see")
    policy = queries.numbered(version) if version else queries.at(clock.now())
    told = PolicyTold(
        number=policy.number,
        in_force_from=policy.in_force_from.astimezone(zone_of(user)),
        versions=sorted(issue.number for issue in queries.issues()),
        clauses=[_clause(policy, clause) for clause in policy.clauses()],
    )
    return answers.said(told)


def _clause(policy: Policy, clause: Clause) -> ClauseTold:
    parameters = [
        ParameterTold(
            id=each.id,
            name=str(each.name),
            value=str(policy.described(each.id)),
            default=policy.marked(each.id),
        )
        for each in clause.parameters
    ]
    words = {
        name: str(getattr(clause, name)) for name in ("text", "who", "by_when", "evidence", "consequence")
    }
    return ClauseTold(id=clause.id, implemented=clause.implemented, parameters=parameters, **words)
