"""Passkeys (WebAuthn): registered, used once per challenge, removed; the device verifies the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from yinuo.lib.refusal import Invalid, NotFound
from yinuo.lib.words import w
from yinuo.people.commands.factors import check_removal, ensure_printed
from yinuo.people.commands.told import tell
from yinuo.people.models import Passkey, PrintedCode
from yinuo.people.queries.proofs import factors

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from yinuo.people.models import User

REFUSED = w(
    "通行密钥没有被接受，请再试一次，或换别的方式。",
    "The passkey was not accepted. Try again, or another way.",
)
MALFORMED = (ValueError, TypeError, KeyError, AttributeError, OverflowError)


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the browser gets (`options`) and what is kept for its answer (`state`)."""

    options: dict[str, Any]
    state: dict[str, Any]


def registration(user: User, *, host: str) -> Challenge:
    """Return the challenge for a new passkey of `user` at this host."""
    entity = PublicKeyCredentialUserEntity(id=_handle(user), name=user.username, display_name=user.name)
    options, state = _server(host).register_begin(
        entity,
        [_data(each) for each in user.passkeys.all()],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Challenge(dict(options), dict(state))


@transaction.atomic
def add_passkey(
    *, user: User, host: str, state: Any, answer: Mapping[str, Any], name: str, at: datetime
) -> list[str]:
    """Register what the device answered; return new printed codes if there are none.

    Invalid `passkey_refused`.
    """
    row = tell(user, "passkey_added", by=user, at=at, name=name)
    try:
        made = _server(host).register_complete(state, answer).credential_data
    except MALFORMED as problem:
        raise refused() from problem
    if made is None:
        raise refused()
    key = websafe_encode(made.credential_id)
    if Passkey.objects.filter(credential_id=key).exists():
        raise refused()
    Passkey.objects.create(user=row, name=name, credential_id=key, credential=bytes(made), added_at=at)
    return ensure_printed(row, at=at)


def assertion(*, host: str, user: User | None = None) -> Challenge:
    """Return the challenge for a sign-in: with any passkey the device has, or with one of `user`."""
    known = [_data(each) for each in user.passkeys.all()] if user is not None else None
    options, state = _server(host).authenticate_begin(
        known or None, user_verification=UserVerificationRequirement.REQUIRED
    )
    return Challenge(dict(options), dict(state))


@transaction.atomic
def use_passkey(*, host: str, state: Any, answer: Mapping[str, Any], at: datetime) -> User:
    """Return whose passkey answered the challenge `state`. Invalid `passkey_refused`.

    Refused as well when its counter went back (a copied key) or the person has left.
    """
    try:
        response = AuthenticationResponse.from_dict(answer)
        key = websafe_encode(response.raw_id)
        row = Passkey.objects.select_for_update(of=("self",)).select_related("user").get(credential_id=key)
        _server(host).authenticate_complete(state, [_data(row)], response)
    except (*MALFORMED, Passkey.DoesNotExist) as problem:
        raise refused() from problem
    counted = response.response.authenticator_data.counter
    handle = response.response.user_handle
    copied = (counted or row.uses) and counted <= row.uses
    if copied or not row.user.is_active or (handle and handle != _handle(row.user)):
        raise refused()
    Passkey.objects.filter(pk=row.pk).update(uses=counted, used_at=at)
    return row.user


@transaction.atomic
def remove_passkey(*, user: User, pk: int, at: datetime) -> None:
    """Remove one of one's own passkeys. NotFound, Refused `factor_needed`."""
    row = user.passkeys.filter(pk=pk).first()
    if row is None:
        raise NotFound("unknown_passkey", w("没有这个通行密钥。", "There is no such passkey."))
    locked = tell(user, "passkey_removed", by=user, at=at, name=row.name)
    check_removal(locked)
    row.delete()
    if not factors(locked).number:
        PrintedCode.objects.filter(user=locked).delete()


def refused() -> Invalid:
    """Return the refusal of a passkey; it never says why."""
    return Invalid("passkey_refused", REFUSED)


def _server(host: str) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=host.partition(":")[0], name="一诺 Yinuo"))


def _data(row: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(row.credential))


def _handle(user: User) -> bytes:
    return user.pk.to_bytes(8, "big")
