"""Tags and filters of every page: words in both languages, icons, moments, chips, form parts."""

from __future__ import annotations

import re
import uuid
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html

from yinuo.lib import spans
from yinuo.lib.words import Words, from_json
from yinuo.web import chips, moments, shell, sprite
from yinuo.web import clock as clocks
from yinuo.web.forms import phones
from yinuo.web.forms.shown import Control
from yinuo.web.templatetags.saying import saying

if TYPE_CHECKING:
    from django.http import QueryDict
    from django.template.context import Context
    from django.utils.safestring import SafeString

    from yinuo.web.due import Chip

register = template.Library()
register.tag("t", saying)


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """`{% icon "phone" %}`, `{% icon "phone" "sm" %}`."""
    return sprite.shown(name, size)


@register.simple_tag
def module(name: str) -> SafeString:
    """`{% module "signature" %}`: one of the shell's modules; with `.js` at the end, any static file."""
    path = name if name.endswith(".js") else f"web/{name}.js"
    return format_html('<script type="module" src="{}"></script>', static(path))


@register.simple_tag
def key_input() -> SafeString:
    """Return a fresh idempotency key as a hidden input: a double click makes one record."""
    return format_html('<input type="hidden" name="key" value="{}">', uuid.uuid4())


@register.simple_tag
def version_input(version: int) -> SafeString:
    """Return the version the page was made from as a hidden input."""
    return format_html('<input type="hidden" name="version" value="{}">', version)


@register.filter
def say(value: Any) -> str:
    """Say Words, or their stored form {"zh", "en"}, in the current language."""
    if isinstance(value, dict) and "zh" in value and "en" in value:
        return str(from_json(value))
    return "" if value is None else str(value)


@register.filter
def clock(instant: datetime | None, zone: tzinfo | None = None) -> str:
    """09:05 in `zone`, by default the person's."""
    return "" if instant is None else moments.clock(instant, _zone(zone))


@register.filter
def day(value: date | datetime | None, zone: tzinfo | None = None) -> str:
    """11 月 24 日, or with the year when it is another one."""
    return "" if value is None else str(moments.day(_date(value, zone), _today(zone)))


@register.filter
def weekday(value: date | datetime | None, zone: tzinfo | None = None) -> str:
    """11 月 24 日，星期二."""
    return "" if value is None else str(moments.weekday(_date(value, zone), _today(zone)))


@register.filter
def when(instant: datetime | None, zone: tzinfo | None = None) -> str:
    """今天 09:05, 明天 09:05, 11 月 26 日 09:05."""
    return "" if instant is None else str(moments.when(instant, clocks.now(), _zone(zone)))


@register.filter
def brief(instant: datetime | None, zone: tzinfo | None = None) -> str:
    """09:05, 明 08:59, 11-26 08:59: for a column of a register."""
    return "" if instant is None else str(moments.brief(instant, clocks.now(), _zone(zone)))


@register.filter
def span(value: timedelta | None) -> str:
    """1 小时 20 分; seconds only under a minute."""
    if value is None:
        return ""
    minute = timedelta(minutes=1)
    whole = value if abs(value) < minute else int(value / minute) * minute
    return str(spans.hours(whole))


@register.filter
def amount(value: Decimal | int | None) -> str:
    """1,284 元, 50.50 元; in English ¥1,284."""
    if value is None:
        return ""
    exact = Decimal(value).quantize(Decimal("0.01"))
    text = f"{exact:,.2f}".removesuffix(".00")
    return str(Words(f"{text} 元", f"¥{text}"))


@register.filter
def number(value: Decimal | float | None) -> str:
    """1,284: a count with its thousands apart."""
    return "" if value is None else f"{value:,}"


@register.filter
def phone(digits: str | None) -> str:
    """Return a stored telephone number in the groups people read."""
    return phones.shown(digits or "")


@register.filter
def tel(digits: str | None) -> str:
    """Return the `tel:` address of a telephone number."""
    return "tel:" + re.sub(r"[^0-9+]", "", digits or "")


@register.simple_tag
def due(chip: Chip, size: str = "") -> SafeString:
    """`{% due chip %}`, `{% due chip size="lg" %}`."""
    return chips.drawn(chip, size)


@register.inclusion_tag("web/parts/why_link.html")
def why(url: str, words: Any = "", *, hint: bool = True) -> dict[str, Any]:
    """`{% why url %}` opens the why popover with one GET of `url`; also works as a plain link."""
    return {"url": url, "words": words, "hint": hint}


@register.inclusion_tag("web/parts/empty.html")
def empty(name: str, zh: str, en: str, hint_zh: str = "", hint_en: str = "") -> dict[str, Any]:
    """`{% empty "phone-incoming" "今天还没有来电" "No calls yet today" "…" "…" %}`."""
    return {"name": name, "words": Words(zh, en), "hint": Words(hint_zh, hint_en)}


@register.inclusion_tag("web/parts/more.html")
def more(url: str, left: int | None = None, columns: int = 1) -> dict[str, Any]:
    """`{% more url left columns=10 %}`: the last row of a register, 还有 320 行."""
    return {"url": url, "left": left, "columns": columns}


@register.inclusion_tag("web/parts/rail.html", takes_context=True)
def rail(context: Context) -> dict[str, Any]:
    """Return the rail of the desk for the person and the page."""
    request = context["request"]
    entries = shell.rail(request.user, request.path, str(context.get("here", "")))
    return {"entries": entries, "home_url": context["home_url"]}


@register.inclusion_tag("web/parts/field.html")
def field(bound: Any, **options: Any) -> dict[str, Any]:
    """`{% field form.x %}`: label, control, hint, error; options rows, digits, plain, asked, placeholder."""
    return {"field": Control(bound, options)}


@register.inclusion_tag("web/parts/form_errors.html", takes_context=True)
def form_errors(context: Context, form: Any) -> dict[str, Any]:
    """`{% form_errors form %}`: what was refused, why, and the way out; a conflict with both values."""
    request = context.get("request")
    return {"form": form, "path": request.get_full_path() if request else ""}


@register.filter
def label_of(form: Any, name: str) -> str:
    """Return the label of a form's field by its name; the name itself when the form has no such field."""
    return str(form[name].label) if name in form.fields else name


@register.simple_tag(takes_context=True)
def with_query(context: Context, **changes: Any) -> str:
    """`{% with_query cursor=next %}`: the page's own address with some values changed; None takes one out."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in {None, ""}:
            query[name] = str(value)
    return "?" + query.urlencode()


def _zone(zone: tzinfo | None) -> tzinfo:
    return zone or timezone.get_current_timezone()


def _date(value: date | datetime, zone: tzinfo | None) -> date:
    return value.astimezone(_zone(zone)).date() if isinstance(value, datetime) else value


def _today(zone: tzinfo | None) -> date:
    return clocks.now().astimezone(_zone(zone)).date()
