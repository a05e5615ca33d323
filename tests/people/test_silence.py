"""Nobody learns who is there: sign-in and reset cost and say the same for known, unknown, gone and company names."""

from __future__ import annotations

import re
import statistics
from time import perf_counter
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people.entering import SECRET, Visitor
from yinuo.people.commands import add_user
from yinuo.people.models import FailedSignIn, ResetAsked, User
from yinuo.people.queries import proofs

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN, GONE, COMPANY = NAMES = ("clerk", "nobod", "leave", "compa")
"""All as long as each other: the page shows again what was typed."""

CHANGING = re.compile(
    rb'(?<=name="csrfmiddlewaretoken" value=")[^"]+|(?<=name="csrf-token" content=")[^"]+|clerk|nobod|leave|compa'
)
ARGON2 = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


@pytest.fixture
def people(user: User) -> None:
    user.email = "clerk@example.com"
    user.save()
    for name in (GONE, COMPANY):
        add_user(username=name, name="试", password=SECRET, roles=["clerk"], branch=None)
    User.objects.filter(username=GONE).update(is_active=False)
    company = User.objects.get(username=COMPANY)
    company.set_unusable_password()
    company.save()


def sign_in(name: str) -> bytes:
    return Visitor().sign_in(name, "wrong " + SECRET).content


def forget(name: str) -> bytes:
    return Visitor().post("/forgotten", username=name).content


ASKED = pytest.mark.parametrize("ask", [sign_in, forget], ids=["sign-in", "reset"])


def counted(
    ask: Callable[[str], bytes], name: str, monkeypatch: pytest.MonkeyPatch
) -> tuple[int, list[str], bytes]:
    """How many hashes a question costs, which statements, and what is said."""
    FailedSignIn.objects.all().delete()
    hashes: list[str] = []
    real = proofs.check_password

    def checked(password: str, encoded: str) -> bool:
        hashes.append(encoded.split("$", maxsplit=1)[0])
        return real(password, encoded)

    with (
        monkeypatch.context() as patch,
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        patch.setattr(proofs, "check_password", checked)
        said = ask(name)
    shapes = [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in queries]
    return len(hashes), shapes, CHANGING.sub(b"#", said)


def differences(ask: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that can be told from an unknown one."""
    proofs.nobody()
    wanted = counted(ask, UNKNOWN, monkeypatch)
    return [name for name in NAMES if counted(ask, name, monkeypatch) != wanted]


@ASKED
def test_every_name_costs_and_says_the_same(
    people: None, ask: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert differences(ask, monkeypatch) == []


def test_a_name_that_costs_no_hash_is_noticed(people: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault planted: whoever is not there is refused at once."""
    real = proofs.password_fits
    monkeypatch.setattr(
        "yinuo.people.views.entering.password_fits", lambda user, typed: bool(user) and real(user, typed)
    )
    assert differences(sign_in, monkeypatch) == [KNOWN, COMPANY]


def test_a_name_without_a_password_is_noticed_when_nothing_is_hashed_for_it(
    people: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault planted: an unusable password is not compared with anything."""
    monkeypatch.setattr("yinuo.people.queries.proofs.is_password_usable", lambda encoded: True)
    monkeypatch.setattr(
        "yinuo.people.views.entering.password_fits",
        lambda user, typed: (
            False if user and user.password.startswith("!") else proofs.password_fits(user, typed)
        ),
    )
    assert differences(sign_in, monkeypatch) == [COMPANY]


def test_a_reset_that_looks_the_name_up_is_noticed(people: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault planted: the page itself looks whether there is somebody, and writes only then."""
    from yinuo.people.views import forgotten

    real = forgotten.ask_reset

    def looking(*, username: str, **rest: object) -> None:
        if User.objects.filter(username=username, is_active=True).exists():
            real(username=username, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(forgotten, "ask_reset", looking)
    assert differences(forget, monkeypatch) == [KNOWN, COMPANY]


def test_asking_for_a_reset_writes_a_row_for_every_name(people: None) -> None:
    for name in NAMES:
        forget(name)
    assert ResetAsked.objects.count() == len(NAMES)


def medians(ask: Callable[[str], bytes], tries: int) -> dict[str, float]:
    """Milliseconds by name; the names take turns, so that the machine's moods fall on all of them."""
    times: dict[str, list[float]] = {name: [] for name in NAMES}
    for turn in range(tries):
        for name in NAMES[turn % 4 :] + NAMES[: turn % 4]:
            FailedSignIn.objects.all().delete()
            began = perf_counter()
            ask(name)
            times[name].append(1000 * (perf_counter() - began))
    return {name: statistics.median(each) for name, each in times.items()}


@pytest.mark.long
@ASKED
def test_over_200_tries_the_medians_differ_by_less_than_5_per_cent(
    people: None,
    ask: Callable[[str], bytes],
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[..., None],
) -> None:
    monkeypatch.setattr(settings, "PASSWORD_HASHERS", ARGON2)
    real = User.objects.get(username=KNOWN)
    real.set_password(SECRET)
    real.save()
    proofs.nobody.cache_clear()
    proofs.nobody()
    medians(ask, 5)
    found = medians(ask, 200)
    proofs.nobody.cache_clear()
    record_property("medians", found)
    print(found)
    assert max(found.values()) / min(found.values()) < 1.05, found
