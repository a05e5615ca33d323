"""Deeds on a shared device: who acts says so with name and PIN, password or passkey, for that one deed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from yinuo.lib.refusal import Invalid
from yinuo.lib.words import w
from yinuo.people.commands import throttling
from yinuo.people.commands.told import tell
from yinuo.people.queries.proofs import nobody, password_fits
from yinuo.people.queries.signing import may_sign_at, signer_named

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.people.models import User

WRONG_SIGNER = w("登录名、PIN 或密码不对。", "The user name, PIN or password is wrong.")


@transaction.atomic
def set_pin(*, user: User, pin: str, at: datetime) -> None:
    """Give `user` the number by which deeds are signed on shared devices."""
    row = tell(user, "pin_set", by=user, at=at)
    row.pin = make_password(pin)
    row.save(update_fields=["pin"])


def sign_for(*, device: User, username: str, secret: str, at: datetime) -> User:
    """Return who signs the next deed on `device`. Invalid `wrong_signer`, Refused `too_many_attempts`.

    Costs two hashes for everybody: nobody learns who has a PIN, or is there at all.
    """
    keys = (throttling.Key(f"signer:{username.lower()[:60]}"), throttling.Key(f"device:{device.pk}", 30))
    throttling.attempt(keys, at=at)
    user = signer_named(username, device)
    by_pin = bool(user and user.pin) and len(secret) <= 12
    encoded = user.pin if user is not None and by_pin else nobody()
    fits = [check_password(secret, encoded) and by_pin, password_fits(user, secret)]
    if user is None or not any(fits):
        raise wrong_signer()
    throttling.succeeded(keys)
    note_signer(user=user, device=device, at=at)
    return user


def note_signer(*, user: User, device: User, at: datetime) -> None:
    """Write down that `user` confirmed a deed on `device`. Invalid `wrong_signer` for foreign people."""
    if not may_sign_at(user, device):
        raise wrong_signer()
    with transaction.atomic():
        tell(user, "confirmed_on_shared_device", by=user, at=at, device=device.username)


def wrong_signer() -> Invalid:
    """Return the refusal of a signer; it never says what was wrong."""
    return Invalid("wrong_signer", WRONG_SIGNER)
