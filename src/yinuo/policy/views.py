"""The policy page, a link straight to a clause, and the clause inside a why popover; read only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from yinuo.lib.words import Words, w
from yinuo.people.access import Signed, require, signed_in
from yinuo.policy import queries
from yinuo.policy.states import PART_WORDS, TAB_WORDS, Carried
from yinuo.web import clock, moments, partial, shell, typed
from yinuo.web.why import Line, Why

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from yinuo.policy.rules import Policy

FIRST_TAB = "G"
DIGITS = 6


@require_safe
@signed_in
def page(request: Signed) -> HttpResponse:
    """Show one tab of the policy in force, or of `?version=`."""
    require(request.user, "policy.see")
    policy, tab = _asked(request), typed.text(request.GET, "tab")
    shown = queries.page(policy, tab if tab in TAB_WORDS else FIRST_TAB)
    values = {
        "page": shown,
        "parts": PART_WORDS,
        "yes": shown.carried[Carried.YES],
        "partly": shown.carried[Carried.PARTLY],
        "no": shown.carried[Carried.NO],
        "published": queries.published(clock.now()),
        "in_force": queries.at(clock.now()).number,
        "version_said": _version_said(request, policy),
        "here": "policy",
    }
    return partial.render(request, "policy/page.html", values, part="content")


@require_safe
@signed_in
def clause(request: Signed, key: str) -> HttpResponse:
    """Go to the place of a clause on the page, in the version asked for."""
    require(request.user, "policy.see")
    policy = _asked(request)
    found = queries.clause(policy, key)
    asked = f"&version={policy.number}" if "version" in request.GET else ""
    return HttpResponseRedirect(f"{reverse('policy:page')}?tab={found.id[0]}{asked}#{found.id}")


@require_safe
@signed_in
def why(request: Signed, key: str) -> HttpResponse:
    """Answer a why with the clause as written, its numbers, and whether the product carries it out."""
    require(request.user, "policy.see")
    policy = _asked(request)
    row = queries.row(policy, queries.clause(policy, key))
    about = [Line(words, getattr(row.clause, part)) for part, words in PART_WORDS.items()]
    numbers = [Line(chip.name, chip.whole) for chip in row.chips]
    told = Why(
        title=row.carried,
        clause=row.clause.id,
        quote=row.clause.text,
        lines=(*about, *numbers),
        foot=_version_said(request, policy),
        url=f"{reverse('policy:clause', args=[row.clause.id])}?version={policy.number}",
    )
    return partial.render(request, "web/why.html", {"why": told}, part="why")


def _asked(request: HttpRequest) -> Policy:
    """Return the version asked for, by default the one in force. NotFound for what is no version."""
    number = typed.text(request.GET, "version")
    if "version" not in request.GET:
        return queries.at(clock.now())
    digits = number.isascii() and number.isdigit() and len(number) <= DIGITS
    return queries.numbered(int(number) if digits else 0)


def _version_said(request: HttpRequest, policy: Policy) -> Words:
    zone = shell.zone_of(request.user)
    start = policy.in_force_from.astimezone(zone).date()
    day = moments.day(start, clock.now().astimezone(zone).date())
    words = w("规章第 {number} 版，{day}起", "Policy version {number}, from {day}")
    return words.format(number=policy.number, day=day)
