"""The journal of a call in words: what happened, who did it, what belongs to it; one function a verb."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from yinuo.agreements.states import CATEGORY_WORDS, Category
from yinuo.calls.rules.documents import short_hash
from yinuo.calls.states import (
    CHANNEL_WORDS,
    OUTCOME_WORDS,
    SIGNATURE_WORDS,
    UNSIGNED_WORDS,
    Channel,
    Outcome,
    SignatureKind,
)
from yinuo.customers.states import ZONE_WORDS, Zone
from yinuo.lib.words import Words, from_json, w
from yinuo.papers.states import COPY_WORDS, PAPER_WORDS
from yinuo.people.rights import ROLES
from yinuo.web import moments
from yinuo.web.forms import phones

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from zoneinfo import ZoneInfo

    from yinuo.journal.models import Entry

NOTHING = w("", "")
COMMA = Words("，", ", ")


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline: when, the deed, what belongs to it; `kind` "promise" for one kept."""

    at: datetime
    icon: str
    words: Words
    detail: Words = NOTHING
    kind: str = ""
    claimed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What one verb says of its entry."""

    words: Words
    detail: Words = NOTHING
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom lines are said: zone, instant, whether each names its voucher, the items checked by code."""

    zone: ZoneInfo
    now: datetime
    several: bool = False
    items: Mapping[str, Words] = field(default_factory=dict)


def events(entries: Iterable[Entry], reader: Reader) -> list[Event]:
    """Return the lines of a call's journal in words, newest first."""
    return [_event(entry, reader) for entry in reversed(list(entries))]


def _event(entry: Entry, reader: Reader) -> Event:
    several = reader.several
    icon, tell = VERBS.get(entry.verb, ("point", _unknown))
    told = tell(_Line(entry, entry.changes, entry.details, reader))
    voucher = str(entry.details.get("voucher", ""))
    which = (
        w("凭证 {n}", "voucher {n}").format(n=voucher.rpartition("-")[2]) if several and voucher else NOTHING
    )
    claimed = entry.claimed_at if entry.claimed_at and entry.claimed_at != entry.at else None
    return Event(entry.at, icon, told.words, joined(which, told.detail), told.kind, claimed)


@dataclass(frozen=True, slots=True)
class _Line:
    """An entry with its JSON read once."""

    entry: Entry
    changes: dict[str, list[Any]]
    details: dict[str, Any]
    reader: Reader

    def new(self, field: str) -> Any:
        return self.changes.get(field, [None, None])[1]

    def get(self, name: str) -> str:
        return str(self.details.get(name) or "")

    def by(self, zh: str, en: str, **values: object) -> Words:
        return Words(zh, en).format(name=self.entry.by_name, **values)

    @property
    def note(self) -> Words:
        return plain(self.entry.note)


def joined(*parts: Words) -> Words:
    """Return the parts that say something, a comma between them."""
    said = [part for part in parts if part.zh]
    return Words(COMMA.zh.join(each.zh for each in said), COMMA.en.join(each.en for each in said))


def plain(text: object) -> Words:
    """Return what people wrote, the same in both languages."""
    return Words(str(text or ""), str(text or ""))


def _unknown(line: _Line) -> Told:
    return Told(line.by("{name}：{verb}", "{name}: {verb}", verb=line.entry.verb), line.note)


def _registered(line: _Line) -> Told:
    channel = CHANNEL_WORDS[Channel(line.new("channel") or Channel.TELEPHONE)]
    phone = phones.shown(str(line.new("phone") or ""))
    return Told(
        line.by("{name}登记，{channel}", "{name} registered it, {channel}", channel=channel),
        joined(plain(line.new("contact_name")), plain(phone)),
    )


def _approved(line: _Line) -> Told:
    return Told(line.by("{name}批准", "{name} approved it"), line.note)


def _dispatched(line: _Line) -> Told:
    points = [from_json(each) for each in line.details.get("fit", [])]
    return Told(
        line.by("{name}派给{lead}", "{name} dispatched it to {lead}", lead=line.get("lead")),
        joined(*points, _tools(line), line.note),
    )


def _handed_over(line: _Line) -> Told:
    words = line.by(
        "{first}交接给{lead}", "{first} handed over to {lead}", first=line.get("from"), lead=line.get("lead")
    )
    return Told(words, joined(line.by("{name}", "{name}"), line.note))


def _accepted(line: _Line) -> Told:
    return Told(
        line.by("{name}接单", "{name} accepted the job"),
        w("回执单 {number}", "receipt form {number}").format(number=line.get("receipt")),
    )


def _declined(line: _Line) -> Told:
    return Told(line.by("{name}退单", "{name} declined the job"), line.note)


def _set_out(line: _Line) -> Told:
    return Told(line.by("{name}出发", "{name} set out"), _tools(line))


def _arrived(line: _Line) -> Told:
    metres = line.details.get("metres_away")
    away = w("离登记地点 {n} 米", "{n} m from the site on record").format(n=metres) if metres else NOTHING
    far = w("超出范围", "outside the fence") if line.details.get("far") else NOTHING
    first = "arrived_at" in line.changes
    return Told(line.by("{name}到达", "{name} arrived"), joined(away, far), "promise" if first else "")


def _recorded(line: _Line) -> Told:
    changed = line.details.get("changed", {})
    said = [
        plain(str(changed[name][1]).rstrip("。. ")) for name in ("found", "cause", "work") if name in changed
    ]
    outside = [line.reader.items.get(code, plain(code)) for code in line.details.get("outside") or []]
    words = w("读数超限：{items}", "readings outside the limits: {items}").format(items=joined(*outside))
    return Told(
        line.by("{name}写服务记录", "{name} wrote the service record"),
        joined(*said, words if outside else NOTHING),
    )


def _amended(line: _Line) -> Told:
    version = line.details.get("record_version")
    return Told(
        line.by("{name}更正服务记录，第 {n} 版", "{name} amended the record, version {n}", n=version),
        line.note,
    )


def _signed(line: _Line) -> Told:
    kind = SIGNATURE_WORDS[SignatureKind(line.get("kind") or SignatureKind.DRAWN)]
    mark = w("指纹 {mark}", "fingerprint {mark}").format(mark=short_hash(line.get("document_hash")))
    words = w("{signer}签字，内容已锁定", "{signer} signed; the content is frozen").format(
        signer=line.get("signer")
    )
    return Told(words, joined(kind, mark), "promise")


def _code_sent(line: _Line) -> Told:
    words = line.by("{name}请客户在电话里签字", "{name} asked the customer to sign by telephone")
    return Told(words, plain(phones.shown(line.get("phone"))))


def _left_unsigned(line: _Line) -> Told:
    return Told(
        line.by("{name}记下没有签字", "{name} noted that nobody signed"), _reason(line, "unsigned_reason")
    )


def _unsigned_confirmed(line: _Line) -> Told:
    return Told(
        line.by("{name}确认未签字", "{name} confirmed the missing signature"), _reason(line, "reason")
    )


def _left(line: _Line) -> Told:
    outcome = OUTCOME_WORDS[Outcome(line.get("outcome"))]
    return Told(line.by("{name}离开：{outcome}", "{name} left: {outcome}", outcome=outcome), line.note)


def _escalated(line: _Line) -> Told:
    department = ROLES.get(line.get("department"), plain(line.get("department")))
    words = line.by("{name}上报{department}", "{name} fed it back to the {department}", department=department)
    return Told(words, line.note)


def _solved(line: _Line) -> Told:
    return Told(line.by("{name}定出解决办法", "{name} fixed a solution"), line.note)


def _injury_assessed(line: _Line) -> Told:
    return Told(line.by("{name}评估伤害", "{name} assessed the injury"), line.note)


def _received(line: _Line) -> Told:
    return Told(line.by("{name}收回凭证", "{name} received the voucher"))


def _filed(line: _Line) -> Told:
    return Told(line.by("{name}销号归档", "{name} struck the line off and filed"), kind="promise")


def _sent_back(line: _Line) -> Told:
    return Told(line.by("{name}退回", "{name} sent it back"), line.note)


def _time_agreed(line: _Line) -> Told:
    due = line.new("arrival_due_at")
    when = moments.when(datetime.fromisoformat(due), line.reader.now, line.reader.zone) if due else NOTHING
    return Told(
        line.by("{name}改约到{when}", "{name} agreed a later time, {when}", when=when),
        w("{who}要求", "{who} asked for it").format(who=line.entry.note),
    )


def _solved_remotely(line: _Line) -> Told:
    word = w("客户说：{word}", "the customer: {word}").format(word=line.get("customers_word"))
    return Told(line.by("{name}电话解决", "{name} solved it by telephone"), joined(line.note, word))


def _duplicate(line: _Line) -> Told:
    return Told(line.by("{name}并到 {of}", "{name} marked it a duplicate of {of}", of=line.get("of")))


def _cancelled(line: _Line) -> Told:
    return Told(line.by("{name}作废", "{name} cancelled it"), line.note)


def _category_changed(line: _Line) -> Told:
    old, new = (CATEGORY_WORDS[Category(each)] for each in line.details["category"])
    words = line.by(
        "{name}改类别：{old} → {new}", "{name} changed the category: {old} → {new}", old=old, new=new
    )
    return Told(words, line.note)


def _zone_confirmed(line: _Line) -> Told:
    zone = line.new("zone")
    said = ZONE_WORDS[Zone(zone)] if zone else w("不变", "unchanged")
    return Told(line.by("{name}确认区域：{zone}", "{name} confirmed the zone: {zone}", zone=said))


def _file_added(line: _Line) -> Told:
    return Told(line.by("{name}附上文件", "{name} added a file"), plain(line.get("name")))


def _to_handbook(line: _Line) -> Told:
    words = line.by("{name}写入手册 {entry}", "{name} wrote handbook entry {entry}", entry=line.get("entry"))
    return Told(words)


def _next_day(line: _Line) -> Told:
    return Told(
        w("没有派工，交接到下一个工作日", "not dispatched, handed over to the next working day"),
        line.by("{name}", "{name}"),
    )


def _tools(line: _Line) -> Words:
    tools = line.details.get("tools") or []
    zh, en = "、".join(map(str, tools)), ", ".join(map(str, tools))
    return Words(f"带{zh}", f"with {en}") if tools else NOTHING


def _reason(line: _Line, name: str) -> Words:
    return UNSIGNED_WORDS.get(line.get(name), plain(line.get(name)))


def _due_recomputed(line: _Line) -> Told:
    due = line.new("arrival_due_at")
    when = moments.when(datetime.fromisoformat(due), line.reader.now, line.reader.zone) if due else NOTHING
    words = w("日历改了，应到改为{when}", "the calendar changed: due {when} now").format(when=when)
    return Told(words, line.by("{name}", "{name}"))


def _printed(line: _Line) -> Told:
    times = line.details.get("times", {})
    paper = PAPER_WORDS.get(line.get("paper"), plain(line.get("paper")))
    counts = [
        w("{copy}第 {n} 次", "{copy}, no. {n}").format(copy=COPY_WORDS.get(copy, NOTHING), n=n)
        for copy, n in times.items()
    ]
    return Told(line.by("{name}打印{paper}", "{name} printed the {paper}", paper=paper), joined(*counts))


VERBS: dict[str, tuple[str, Callable[[_Line], Told]]] = {
    "registered": ("phone-incoming", _registered),
    "approved": ("circle-check", _approved),
    "dispatched": ("user-check", _dispatched),
    "handed_over": ("switch-horizontal", _handed_over),
    "accepted": ("clipboard-check", _accepted),
    "declined": ("arrow-back-up", _declined),
    "set_out": ("car", _set_out),
    "arrived": ("map-pin", _arrived),
    "recorded": ("tool", _recorded),
    "amended": ("versions", _amended),
    "signed": ("signature", _signed),
    "code_sent": ("phone-call", _code_sent),
    "left_unsigned": ("hand-stop", _left_unsigned),
    "unsigned_confirmed": ("checks", _unsigned_confirmed),
    "left": ("door", _left),
    "escalated": ("arrow-up", _escalated),
    "solved": ("bulb", _solved),
    "injury_assessed": ("first-aid-kit", _injury_assessed),
    "received": ("inbox", _received),
    "filed": ("archive", _filed),
    "sent_back": ("arrow-back-up", _sent_back),
    "time_agreed": ("calendar-event", _time_agreed),
    "solved_remotely": ("phone-call", _solved_remotely),
    "duplicate": ("copy", _duplicate),
    "cancelled": ("ban", _cancelled),
    "category_changed": ("tag", _category_changed),
    "zone_confirmed": ("map", _zone_confirmed),
    "file_added": ("paperclip", _file_added),
    "to_handbook": ("books", _to_handbook),
    "due_recomputed": ("calendar-event", _due_recomputed),
    "handed_to_next_day": ("calendar-time", _next_day),
    "printed": ("printer", _printed),
}
