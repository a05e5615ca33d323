"""What the pages of the field say of rows: places, map links, outcomes, parts, a drawn signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from yinuo.calls.states import KIND_WORDS, OUTCOME_WORDS
from yinuo.field import paper
from yinuo.lib.words import Words
from yinuo.people.rights import ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.forms.boundfield import BoundField

    from yinuo.calls.models import Voucher
    from yinuo.web.forms import Form

register = template.Library()

MAP_OF_POINT = "https://uri.amap.com/marker"
MAP_OF_ADDRESS = "https://uri.amap.com/search"
PEN = 8


@register.filter
def outcome_words(outcome: str) -> str:
    """Say how a visit ended; nothing for a visit that is not over."""
    return str(OUTCOME_WORDS[outcome]) if outcome in list(OUTCOME_WORDS) else ""  # type: ignore[index]


@register.filter
def kind_words(kind: str) -> str:
    """Say what kind of request a call is."""
    return str(KIND_WORDS[kind])  # type: ignore[index]


@register.filter
def role_words(role: str) -> str:
    """Say the name of a role."""
    return str(ROLES.get(role, Words(role, role)))


@register.filter
def part_words(row: Mapping[str, Any]) -> str:
    """Say a part in one line."""
    return paper.part(row)


@register.filter
def place_words(voucher: Voucher) -> str:
    """Say where on the spot: the department, and the site's name."""
    site = voucher.call.site
    parts = (voucher.device.department if voucher.device else "", site.name if site else "")
    return str(Words("，".join(filter(None, parts)), ", ".join(filter(None, parts))))


@register.filter
def address_words(voucher: Voucher) -> str:
    """Say the address of the site."""
    return voucher.call.site.address if voucher.call.site else ""


@register.filter
def map_address(voucher: Voucher) -> str:
    """Return the address of a map that shows the site, by its point or its address; else empty."""
    site = voucher.call.site
    if site is None:
        return ""
    if site.latitude is not None and site.longitude is not None:
        point = {"position": f"{site.longitude},{site.latitude}", "name": voucher.call.customer.name}
        return f"{MAP_OF_POINT}?{urlencode({**point, 'coordinate': 'wgs84'})}"
    return f"{MAP_OF_ADDRESS}?{urlencode({'keyword': site.address})}" if site.address else ""


@register.filter
def any_errors(form: Form, names: str) -> bool:
    """Say whether one of the named fields was refused."""
    return form.is_bound and any(name in form.errors for name in names.split())


@register.filter
def any_filled(row: Mapping[str, BoundField], names: str) -> bool:
    """Say whether one of the named cells of a row holds something or was refused."""
    return any(row[name].value() or row[name].errors for name in names.split())


@register.simple_tag
def check_box(bound: BoundField) -> SafeString:
    """Return the box of a checklist item."""
    checked = mark_safe(" checked") if bound.value() else ""
    return format_html('<input type="checkbox" name="{}" id="{}"{}>', bound.html_name, bound.auto_id, checked)


@register.simple_tag
def signed_picture(strokes: str) -> SafeString:
    """Return a drawn signature as a picture, cut to its edges."""
    return format_html(
        '<svg class="y-signed" viewBox="{}" role="img" aria-label="{}"><path d="{}"/></svg>',
        paper.frame(strokes, PEN),
        str(Words("客户的签字", "the customer's signature")),
        strokes,
    )
