"""Who one is, and the branches there are, for machines."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from yinuo.calendars.queries import working_calendar
from yinuo.people import access, http
from yinuo.people.queries import all_branches, zone_of
from yinuo.people.rights import DEEDS, ROLES, SCOPE_WORDS
from yinuo.web.machine import answers
from yinuo.web.machine.room import Room

router = Room("people 人员")


class RightTold(BaseModel):
    """What one may do, and how far. 权限"""

    deed: str
    words: str
    scope: str
    scope_words: str


class MeTold(BaseModel):
    """Who asks. 我是谁"""

    username: str
    name: str
    branch: str | None
    roles: list[str]
    role_words: list[str]
    language: str
    time_zone: str
    rights: list[RightTold]


class BranchTold(BaseModel):
    """A branch or service centre. 分公司"""

    code: str
    name: str
    kind: str
    calendar: str
    time_zone: str
    phone: str
    address: str


class BranchesTold(BaseModel):
    """All branches. 全部分公司"""

    items: list[BranchTold]
    next: str | None = None


@router.reads("/me", MeTold, "Who am I", "我是谁，有哪些角色与权限。")
def me(request: HttpRequest) -> HttpResponse:
    """Answer who asks, with roles and rights."""
    user = http.asking(request)
    rights = [(deed, access.scope(user, deed)) for deed in DEEDS]
    roles = [role for role in ROLES if role in user.roles]
    told = MeTold(
        username=user.username,
        name=user.name,
        branch=user.branch.code if user.branch else None,
        roles=roles,
        role_words=[str(ROLES[role]) for role in roles],
        language=user.language,
        time_zone=str(zone_of(user)),
        rights=[
            RightTold(
                deed=deed,
                words=str(DEEDS[deed]),
                scope=scope.name.lower(),
                scope_words=str(SCOPE_WORDS[scope]),
            )
            for deed, scope in rights
            if scope is not None
        ],
    )
    return answers.said(told)


@router.reads("/branches", BranchesTold, "List branches", "分公司与服务中心：代码、名称、工作日历。")
def list_branches(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - everybody who is known may read it
    """Answer every branch with the calendar it works by."""
    items = [
        BranchTold(
            code=branch.code,
            name=str(branch.words),
            kind=branch.kind,
            calendar=branch.calendar.code,
            time_zone=str(working_calendar(branch.calendar_id).zone),
            phone=branch.phone,
            address=branch.address,
        )
        for branch in all_branches()
    ]
    return answers.said(BranchesTold(items=items))
