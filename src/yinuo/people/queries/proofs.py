"""What proves somebody: which factors there are, whether a password fits, what the profile asks for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.hashers import check_password, is_password_usable, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator

from yinuo.people.models import Authenticator, Passkey, PrintedCode
from yinuo.people.rules.profiles import Profile, profile

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.people.models import User


@dataclass(frozen=True, slots=True)
class Factors:
    """What stands beside somebody's password."""

    authenticator: bool
    passkeys: int
    printed_left: int

    @property
    def number(self) -> int:
        """How many second factors there are; paper is only a stand-in for one."""
        return self.authenticator + self.passkeys


def present_profile() -> Profile:
    """Return the profile that this installation signs in by."""
    return profile(settings.YINUO_SIGN_IN)


def factors(user: User) -> Factors:
    """Return the second factors of `user`; three queries."""
    return Factors(
        authenticator=Authenticator.objects.filter(user=user).exists(),
        passkeys=Passkey.objects.filter(user=user).count(),
        printed_left=PrintedCode.objects.filter(user=user, used_at=None).count(),
    )


def password_fits(user: User | None, password: str) -> bool:
    """Whether `password` is the user's; costs one hash for everybody, also where there is no password."""
    known = user is not None and is_password_usable(user.password)
    encoded = user.password if user is not None and known else nobody()
    return check_password(password, encoded) and known


def is_common(text: str) -> bool:
    """Whether a plain small text is one of the passwords that everybody knows."""
    return text in _common()


def owes(user: User, *, at: datetime) -> str:
    """Return what `user` has to do before anything else: "password", "factor" or nothing ("")."""
    asked = present_profile()
    if user.shared:
        return ""
    ended = asked.password_ends_after is not None and (
        user.password_set_at is None or at >= user.password_set_at + asked.password_ends_after
    )
    if is_password_usable(user.password) and (ended or user.must_renew):
        return "password"
    return "factor" if asked.second_factor_required and not factors(user).number else ""


@cache
def _common() -> frozenset[str]:
    own = files("yinuo.people.shipped").joinpath("common-passwords.txt").read_text("utf-8")
    return frozenset(own.split()) | frozenset(CommonPasswordValidator().passwords)


@cache
def nobody() -> str:
    """Return the hash of a password that nobody has, made as all hashes are."""
    return make_password("nobody has this password")
