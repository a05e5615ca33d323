"""Publishing: every change of the policy is a new version, in force from its day on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from yinuo.journal.commands import begin, lock
from yinuo.journal.rules import plain
from yinuo.lib.actor import SYSTEM
from yinuo.lib.refusal import Invalid, Refused, invalid
from yinuo.lib.words import Words, w
from yinuo.policy import queries
from yinuo.policy.models import Version
from yinuo.policy.rules import Issue, checked, composed, contradictions, judge
from yinuo.policy.shipped import IN_FORCE_FROM, PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from yinuo.lib.actor import Acting

UNKNOWN = w("规章中没有这个参数", "the policy has no such parameter")
LONGEST_NOTE = 400
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def ship(*, at: datetime) -> Version:
    """Make sure that version 1, the policy as it ships, stands in the register; return it. Idempotent."""
    found = Version.objects.filter(number=1).first()
    if found is not None:
        return found
    first = Version(number=1, in_force_from=IN_FORCE_FROM, published_at=at, published_by=SYSTEM.name)
    try:
        with transaction.atomic():
            begin(first, "ship", by=SYSTEM, at=at)
            transaction.on_commit(queries.forget)
    except IntegrityError:  # another process shipped it in the same moment
        return Version.objects.get(number=1)
    return first


def publish(
    *,
    values: Mapping[str, object],
    by: Acting,
    at: datetime,
    in_force_from: datetime | None = None,
    note: str = "",
) -> Version:
    """Publish a version that changes `values` (parameter id → JSON value) from `in_force_from`, else now.

    P5.5. Refused `back_dated` when that lies before `at`; Invalid, with the parameters as fields, when one is
    unknown, of the wrong type or out of bounds, `contradiction` when two stand against each other,
    `nothing_changed` when every value is what it would be anyway.
    """
    start = at if in_force_from is None else in_force_from
    if start < at:
        words = w(
            "规章不能追溯生效，最早从现在起。", "A policy is never back-dated; it starts now at the earliest."
        )
        raise Refused("back_dated", words, fields={"in_force_from": words})
    changed: dict[str, object] = plain(dict(values))
    _require_good(changed)
    _require_note(note)
    ship(at=at)
    with transaction.atomic():
        lock(Version, number=1)
        number = queries.newest() + 1
        _require_sense(Issue(number, start, changed))
        version = Version(
            number=number,
            in_force_from=start,
            published_at=at,
            published_by=by.name,
            values=changed,
            note=note.strip(),
        )
        begin(version, "publish", by=by, at=at, note=note.strip())
        transaction.on_commit(queries.forget)
    return version


def _require_good(values: Mapping[str, object]) -> None:
    wrong: dict[str, Words] = {}
    for key, raw in values.items():
        if key not in PARAMETERS:
            wrong[key] = UNKNOWN
            continue
        try:
            checked(PARAMETERS[key], raw)
        except Invalid as refusal:
            wrong.update(refusal.fields)
    if wrong:
        words = w("有 {n} 个参数不能这样设。", "{n} of the parameters can't be set so.").format(n=len(wrong))
        raise Invalid("parameters_invalid", words, fields=wrong)


def _require_note(note: str) -> None:
    if len(note) > LONGEST_NOTE or UNSTORABLE.search(note):
        words = w("说明最多 400 字，不含控制字符。", "At most 400 characters, no control characters.")
        raise invalid("note", words, "note_invalid")


def _require_sense(issue: Issue) -> None:
    before = queries.issues()
    policies = composed([*before, issue])
    new = next(policy for policy in policies if policy.number == issue.number)
    if new.values == judge(composed(before), issue.in_force_from).values:
        raise Invalid("nothing_changed", w("没有改动任何参数。", "No parameter would change."))
    for policy in policies:
        if policy.in_force_from >= issue.in_force_from:
            _require_order(contradictions(policy))


def _require_order(pairs: list[tuple[str, str]]) -> None:
    if not pairs:
        return
    low, high = (PARAMETERS[key].name for key in pairs[0])
    words = w("「{low}」不能大于「{high}」。", "{low} can't be more than {high}.").format(low=low, high=high)
    raise Invalid(
        "contradiction", words, fields=dict.fromkeys((key for pair in pairs for key in pair), words)
    )
