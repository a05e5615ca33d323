"""Judges an installation after its crashes: what was acknowledged and is lost, half done or there twice.

`python -m tests.crashes.judge LIST`, run where the database is; LIST is the clients' own.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from yinuo.calls.models import Call
    from yinuo.journal.models import Answer

TOLD_BY_JOBS = ("remind", "escalate")
REFERENCE = "ref"
LATE = timedelta(days=1)
Profile = tuple[tuple[str, int], ...]


def judge(acknowledged: Iterable[dict[str, Any]]) -> dict[str, list[str]]:
    """Return every finding by its kind: lost, half_done, twice, audit."""
    from yinuo.journal.audit import verify

    lives = lives_of_answers()
    return {
        "lost": list(lost(acknowledged)),
        "half_done": [*uneven(lives), *without_claim(lives), *half_told()],
        "twice": [*twice(lives), *told_twice()],
        "audit": [str(finding) for finding in verify()],
    }


def lives_of_answers() -> dict[str, list[Answer]]:
    """The answers kept, by the life they belong to; keys are `client-life-step`."""
    from yinuo.journal.models import Answer

    lives: dict[str, list[Answer]] = defaultdict(list)
    for answer in Answer.objects.order_by("id"):
        client, life, _step = answer.key.split("-", 2)
        lives[f"{client}-{life}"].append(answer)
    return lives


def number_of(answer: Answer) -> str:
    """The number of the call an answer is about."""
    return str(json.loads(answer.body)["number"]).removesuffix("-1")


def lost(acknowledged: Iterable[dict[str, Any]]) -> Iterator[str]:
    """What a client was told is done, and the database does not know, or knows otherwise."""
    from yinuo.calls.models import Call
    from yinuo.journal.models import Answer, Entry

    kept = {answer.key: answer for answer in Answer.objects.all()}
    versions = dict(Call.objects.values_list("number", "version"))
    lines = set(Entry.objects.filter(subject_kind="call").values_list("subject_key", "sequence"))
    for told in acknowledged:
        answer = kept.get(told["key"])
        if answer is None:
            yield f"{told['key']}: acknowledged, no answer is kept"
        elif hashlib.sha256(answer.body.encode()).hexdigest() != told["digest"]:
            yield f"{told['key']}: another answer is kept"
        if versions.get(told["number"], 0) < told["version"]:
            yield f"{told['key']}: {told['number']} is not at version {told['version']}"
        if (told["number"], told["version"]) not in lines:
            yield f"{told['key']}: line {told['version']} of {told['number']} is not in the journal"


def profile(call: Call, answers: int) -> Profile:
    """Everything that stands about a call, counted by kind."""
    from yinuo.calls.models import Record, Signature, Visit, Voucher
    from yinuo.duties.models import Duty
    from yinuo.journal.models import Entry
    from yinuo.outbox.models import Message

    mine = {"subject_kind": "call", "subject_key": call.number}
    found = Counter({f"state {call.state}": 1, "version": call.version, "answers": answers})
    found.update(f"line {verb}" for verb in Entry.objects.filter(**mine).values_list("verb", flat=True))
    for model, path in ((Voucher, "call"), (Visit, "voucher__call"), (Record, "voucher__call")):
        found[model.__name__] = model.objects.filter(**{path: call}).count()
    found["Signature"] = Signature.objects.filter(voucher__call=call).count()
    about = Duty.objects.filter(subject_key__startswith=call.number)
    found.update(f"duty {clause} {state}" for clause, state in about.values_list("clause", "state"))
    told = Message.objects.filter(subject_key__startswith=call.number).exclude(kind__in=TOLD_BY_JOBS)
    found.update("message" for _ in told)
    return tuple(sorted(found.items()))


def uneven(lives: dict[str, list[Answer]]) -> Iterator[str]:
    """Calls that don't stand as a call stands after as many undisturbed steps."""
    from yinuo.calls.models import Call

    calls = {call.number: call for call in Call.objects.all()}
    ordinary: dict[tuple[bool, int], set[Profile]] = defaultdict(set)
    others: list[tuple[str, tuple[bool, int], Profile]] = []
    for life, answers in lives.items():
        call = calls.get(number_of(answers[0]))
        if call is None:
            yield f"{life}: its call {number_of(answers[0])} is not there"
            continue
        found = profile(call, len(answers))
        kind = (call.registered_at - call.reported_at > LATE, len(answers))
        if life.startswith(REFERENCE):
            ordinary[kind].add(found)
        else:
            others.append((call.number, kind, found))
    for number, kind, found in others:
        if found not in ordinary[kind]:
            yield f"{number}: {difference(found, ordinary[kind])}"


def difference(found: Profile, ordinary: set[Profile]) -> str:
    """How a call differs from the nearest of the ordinary ones, in words."""
    if not ordinary:
        return f"no undisturbed life came to stand like this: {dict(found)}"
    near = min(ordinary, key=lambda each: len(set(each) ^ set(found)))
    return f"has {dict(set(found) - set(near))}, ordinary is {dict(set(near) - set(found))}"


def without_claim(lives: dict[str, list[Answer]]) -> Iterator[str]:
    """Calls that no kept answer speaks of: their step was done, its claim is missing."""
    from yinuo.calls.models import Call

    known = {number_of(answers[0]) for answers in lives.values()}
    for number in Call.objects.exclude(number__in=known).values_list("number", flat=True):
        yield f"{number}: a call that nobody asked for by any key"


def half_told() -> Iterator[str]:
    """Steps of duties whose message, journal line and count don't agree."""
    from yinuo.duties.models import Duty
    from yinuo.journal.models import Entry
    from yinuo.outbox.models import Message

    lines = Counter(Entry.objects.filter(subject_kind="duty").values_list("subject_key", flat=True))
    keys = Message.objects.filter(kind__in=TOLD_BY_JOBS).values_list("once_key", flat=True)
    told = Counter(key.split(":")[1] for key in keys)
    for pk, taken in Duty.objects.values_list("pk", "steps_taken"):
        counts = (taken, lines[str(pk)], told[str(pk)])
        if len(set(counts)) > 1:
            yield "duty {}: {} steps taken, {} lines, {} messages".format(pk, *counts)


def twice(lives: dict[str, list[Answer]]) -> Iterator[str]:
    """Numbers and keys given twice, and numbers left out."""
    from yinuo.calls.models import Call
    from yinuo.journal.models import Answer
    from yinuo.journal.models import Counter as Given

    for what, values in (
        ("number", Call.objects.values_list("number", flat=True)),
        ("key", Answer.objects.values_list("key", flat=True)),
        ("call of a life", [number_of(answers[0]) for answers in lives.values()]),
    ):
        yield from (f"{what} {value} {count} times" for value, count in Counter(values).items() if count > 1)
    for scope, last in Given.objects.filter(scope__startswith="call:").values_list("scope", "last"):
        _, branch, day = scope.split(":")
        there = Call.objects.filter(number__startswith=f"{branch}-{day}-").count()
        if there != last:
            yield f"{scope}: {last} numbers given, {there} calls"


def told_twice() -> Iterator[str]:
    """The same thing told twice to the same person, whatever key it was put with."""
    from yinuo.outbox.models import Message

    rows = Message.objects.values_list("kind", "subject_key", "to_person", "to_role", "text_zh", "once_key")
    steps = Counter(row[5].rsplit(":", 1)[0] if row[0] in TOLD_BY_JOBS else row[:5] for row in rows)
    yield from (f"told {count} times: {what}" for what, count in steps.items() if count > 1)


if __name__ == "__main__":
    django.setup()
    listed = Path(sys.argv[1]).read_text("utf-8").splitlines()
    print(json.dumps(judge(json.loads(line) for line in listed), ensure_ascii=False))
