"""Filters that say the states of the main job in words."""

from __future__ import annotations

from django import template

from yinuo.agreements.states import CATEGORY_WORDS, Category
from yinuo.calls.states import KIND_WORDS, OUTCOME_WORDS, STATE_WORDS, Kind, Outcome, State
from yinuo.customers.states import ZONE_WORDS, Zone

register = template.Library()


@register.filter
def state_words(state: str) -> str:
    """Say where a call or voucher stands."""
    return str(STATE_WORDS[State(state)]) if state else ""


@register.filter
def category_words(category: str) -> str:
    """Say a work category."""
    return str(CATEGORY_WORDS[Category(category)]) if category else ""


@register.filter
def kind_words(kind: str) -> str:
    """Say the kind of a request."""
    return str(KIND_WORDS[Kind(kind)]) if kind else ""


@register.filter
def outcome_words(outcome: str) -> str:
    """Say how a visit ended."""
    return str(OUTCOME_WORDS[Outcome(outcome)]) if outcome else ""


@register.filter
def zone_words(zone: str) -> str:
    """Say town or suburbs; nothing when it is not known."""
    return str(ZONE_WORDS[Zone(zone)]) if zone in list(Zone) else ""
