"""What the matrix finds wrong: lines that name the route, the person and what happened."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from tests.matrix.place import CANARIES, CUSTOMER, DEVICE, OPEN, SERVICE
from tests.matrix.route import NOWHERE, PUBLIC, SIGNED_IN, allowed, reach, sees
from tests.matrix.routes import ROUTES
from tests.matrix.things import levelled
from yinuo.people.rights import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.matrix.asking import Answer, Asker
    from tests.matrix.route import Route
    from yinuo.people.models import User

ALL_OR_NOTHING = ("newcomer", "administrator")
"""Who is asked for what everybody finds as well: who may do everything, and who may do nothing."""

SHUT = (401, 403, 404)
PROBLEM = "application/problem+json"


def wrong_rights(asker: Asker, who: str, routes: Iterable[Route] = ROUTES) -> list[str]:
    """Where somebody gets through without the right, or is refused in spite of it."""
    user = asker.place.people[who]
    found = []
    for route in routes:
        if route.need in (PUBLIC, NOWHERE) and who not in ALL_OR_NOTHING:
            continue
        may = allowed(route, user, asker.place.names)
        status = asker.ask(route, user).status
        if may == (status in SHUT) or (not may and status == 401) or status >= 500:
            found.append(f"{who} {'may' if may else 'may not'} {route}: {status}")
    return found


def open_to_strangers(asker: Asker, routes: Iterable[Route] = ROUTES) -> list[str]:
    """Where somebody who is not signed in gets anything but the way to sign in, or a machine but 401."""
    found = []
    for route in routes:
        if route.need in (PUBLIC, NOWHERE):
            wanted = "found" if route.need == PUBLIC else "not found"
            if (asker.ask(route, None).status in SHUT) == (wanted == "found"):
                found.append(f"{route} should be {wanted}")
        elif route.api:
            answer = asker.ask(route, None)
            if answer.status != 401 or answer.kind != PROBLEM:
                found.append(f"{route}: {answer.status} {answer.kind}")
        elif not (
            _leads_to_sign_in(asker.ask(route, None))
            and _htmx_goes(asker.ask(route, None, HTTP_HX_REQUEST="true"))
        ):
            found.append(f"{route} does not lead to signing in")
    return found


def _leads_to_sign_in(answer: Answer) -> bool:
    there = answer.headers.get("Location", "").startswith("/sign-in?next=")
    return answer.status in (302, 303) and there and not answer.content


def _htmx_goes(answer: Answer) -> bool:
    return answer.headers.get("HX-Redirect", "").startswith("/sign-in?next=") and not answer.content


def told_apart(asker: Asker, who: str, routes: Iterable[Route] = ROUTES) -> list[str]:
    """Where the answer about a thing that is not the person's to see differs from that about nothing."""
    user, names = asker.place.people[who], asker.place.names
    found = []
    for route in routes:
        things = route.things(names)
        if (
            route.need in (PUBLIC, SIGNED_IN, NOWHERE)
            or not things
            or any(sees_any(user, thing) for thing in things)
        ):
            continue
        one, other = asker.ask(route, user), asker.ask(route, user, absent=True)
        paths = [names.fill(route.path, absent=absent) for absent in (False, True)]
        same = one.status == other.status and one.kind == other.kind
        if not (same and levelled(one.content, things, *paths) == levelled(other.content, things, *paths)):
            found.append(f"{who} can tell {route} from one that does not exist: {one.status}, {other.status}")
    return found


def sees_any(user: User, thing: object) -> bool:
    """Whether the thing is one that the person may know of."""
    kind = thing.kind  # type: ignore[attr-defined]
    if kind == "day" and user.branch is not None and user.branch.code == "SH":
        return True
    deed = {
        "duty": "duty.see",
        "day": "call.see",
        "handbook": "handbook.see",
        "calendar": "policy.see",
        "book": "call.see",
    }.get(kind)
    if kind == "duty" and user.username in thing.hands:  # type: ignore[attr-defined]
        return True
    if kind == "message":
        return False
    if deed is None:
        return sees(user, thing)  # type: ignore[arg-type]
    reached = reach(user, deed)
    return reached is Scope.ALL or (
        reached is not None and user.branch is not None and user.branch.code == "SH"
    )


def canaries(asker: Asker, who: str, routes: Iterable[Route] = ROUTES, **headers: str) -> list[str]:
    """Where a page shows somebody a word of the first branch's data that is not theirs to see."""
    user = asker.place.people[who]
    hidden = [word for word in CANARIES if not may_read(user, word)]
    found = []
    for route in routes:
        if route.method != "GET" or route.need in (PUBLIC, NOWHERE):
            continue
        mine = allowed(route, user, asker.place.names)
        if mine and not hidden:
            continue
        answer = asker.ask(route, user, **headers)
        text = readable(answer)
        seen = [word for word in CANARIES if word.encode() in text and (word in hidden or not mine)]
        found += [
            f"{who} reads {word} in {route}: {answer.status}"
            for word in seen
            if not _own_words(route, word, asker)
        ]
    return found


def _own_words(route: Route, word: str, asker: Asker) -> bool:
    """Whether the person typed the word: a page may say what was searched for."""
    return word in repr(asker.place.names.fill(route.query))


def may_read(user: User, word: str) -> bool:
    """Whether some right lets `user` read data of this class at the first branch."""
    deeds = {
        CUSTOMER: ("customer.see", "call.see", "device.see", "ledger.see"),
        DEVICE: ("device.see", "call.see", "ledger.see"),
        OPEN: ("call.see", "duty.see", "journal.see"),
        SERVICE: ("call.see", "device.see", "journal.see"),
    }[word]
    scopes = [reach(user, deed) for deed in deeds]
    here = user.branch is not None and user.branch.code == "SH"
    own = user.username in ("technician", "after_sales_staff")
    return any(
        scope is Scope.ALL or (scope is Scope.BRANCH and here) or (scope is Scope.OWN and own)
        for scope in scopes
    )


def readable(answer: Answer) -> bytes:
    """The text of an answer: a workbook unzipped, a PDF read."""
    if answer.content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(answer.content)) as book:
            return b"\n".join(book.read(name) for name in book.namelist())
    if answer.content.startswith(b"%PDF"):
        return _pdf(answer.content)
    return answer.content


def _pdf(content: bytes) -> bytes:
    program = shutil.which("pdftotext")
    assert program, "pdftotext is needed"
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        return subprocess.run([program, file.name, "-"], check=True, capture_output=True).stdout


def methods(routes: Iterable[Route], asker: Asker) -> Iterator[tuple[str, str]]:
    """(method, pattern) of every row."""
    for route in routes:
        yield route.method, re.sub(r"<\w+:(\w+)>", r"<\1>", route.pattern(asker.place.names))
