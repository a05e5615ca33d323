"""Second factors: the authenticator app, printed codes, and all of them taken away when a phone is lost."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from yinuo.lib.refusal import Refused, invalid
from yinuo.lib.words import w
from yinuo.people.commands import stays
from yinuo.people.commands.told import tell
from yinuo.people.models import Authenticator, Passkey, PrintedCode
from yinuo.people.queries.proofs import factors, present_profile
from yinuo.people.rules import codes
from yinuo.people.sealing import opened, sealed

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.lib.actor import Acting
    from yinuo.people.models import User

WRONG_CODE = w(
    "验证码不对，或已经用过。请用下一个。", "The code is wrong or was used before. Take the next one."
)
HAS_ONE = w("已经有一个验证器；先停用它。", "There is an authenticator already; remove it first.")
NEEDED = w(
    "这是您最后一个第二因素，按本公司的规定不能没有。先加另一个。",
    "It is your last second factor, and the rules here ask for one. Add another first.",
)
TOO_SHORT_ALONE = w(
    "您的密码不到 {least} 个字，单独用不够。先换一个长的，再停用。",
    "Your password has fewer than {least} characters: too short to stand alone. Choose a longer one first.",
)


@transaction.atomic
def add_authenticator(*, user: User, secret: bytes, typed: str, at: datetime) -> list[str]:
    """Take an app into use when it shows the right code; return new printed codes if there are none.

    Invalid `wrong_code` (field `code`), Refused `has_authenticator`.
    """
    row = tell(user, "authenticator_added", by=user, at=at)
    if Authenticator.objects.filter(user=row).exists():
        raise Refused("has_authenticator", HAS_ONE)
    step = codes.matching_step(secret, typed, seconds=int(at.timestamp()), after=0)
    if step is None:
        raise wrong_code()
    Authenticator.objects.create(user=row, secret=sealed(secret), last_step=step, added_at=at)
    return ensure_printed(row, at=at)


@transaction.atomic
def remove_authenticator(*, user: User, at: datetime) -> None:
    """Stop the app. Refused `factor_needed` when nothing would be left that the rules ask for."""
    row = tell(user, "authenticator_removed", by=user, at=at)
    check_removal(row)
    Authenticator.objects.filter(user=row).delete()
    _drop_printed(row)


@transaction.atomic
def print_codes(*, user: User, at: datetime) -> list[str]:
    """Return ten new codes for paper, shown this once; the old ones are worth nothing from now on."""
    row = tell(user, "codes_printed", by=user, at=at)
    return _new_codes(row)


def ensure_printed(user: User, *, at: datetime) -> list[str]:
    """Return new printed codes when there are none left, else nothing. The caller holds the transaction."""
    if PrintedCode.objects.filter(user=user, used_at=None).exists():
        return []
    return print_codes(user=user, at=at)


@transaction.atomic
def use_code(*, user: User, typed: str, at: datetime) -> str:
    """Accept a code of the app or one from paper, once; return which ("authenticator", "printed").

    Invalid `wrong_code` (field `code`).
    """
    found = Authenticator.objects.select_for_update().filter(user=user).first()
    secret = opened(found.secret) if found else None
    if found is not None and secret is not None:
        step = codes.matching_step(secret, typed, seconds=int(at.timestamp()), after=found.last_step)
        if step is not None:
            found.last_step = step
            found.save(update_fields=["last_step"])
            return "authenticator"
    unused = PrintedCode.objects.filter(user=user, digest=_digest(typed), used_at=None)
    if not unused.update(used_at=at):
        raise wrong_code()
    tell(user, "printed_code_used", by=user, at=at)
    return "printed"


@transaction.atomic
def reset_factors(*, user: User, by: Acting, at: datetime) -> None:
    """Take every second factor of `user` away, end all sessions; a short password has to be renewed."""
    row = tell(user, "factors_reset", by=by, at=at)
    Authenticator.objects.filter(user=row).delete()
    Passkey.objects.filter(user=row).delete()
    PrintedCode.objects.filter(user=row).delete()
    if row.password_short:
        row.must_renew = True
        row.save(update_fields=["must_renew"])
    stays.end_all(row)


def check_removal(user: User) -> None:
    """Refuse `factor_needed` when taking one factor of `user` away would leave too little."""
    if factors(user).number > 1:
        return
    if present_profile().second_factor_required:
        raise Refused("factor_needed", NEEDED)
    if user.password_short:
        words = TOO_SHORT_ALONE.format(least=present_profile().least_alone)
        raise Refused("factor_needed", words)


def wrong_code() -> Exception:
    """Return the refusal of a code; it never says which kind was expected."""
    return invalid("code", WRONG_CODE, "wrong_code")


def _new_codes(user: User) -> list[str]:
    made = codes.new_printed()
    PrintedCode.objects.filter(user=user).delete()
    PrintedCode.objects.bulk_create([PrintedCode(user=user, digest=_digest(each)) for each in made])
    return made


def _drop_printed(user: User) -> None:
    if not factors(user).number:
        PrintedCode.objects.filter(user=user).delete()


def _digest(typed: str) -> str:
    plain = codes.plain_printed(typed).encode("utf-8", "surrogatepass")
    return hmac.new(settings.SECRET_KEY.encode(), b"printed:" + plain, sha256).hexdigest()
