"""Just after midnight: the day that ended is sealed, and so is every day that was missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.utils.module_loading import import_string

from yinuo.journal import sealing

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.journal.models import Seal


def run_due(at: datetime) -> int:
    """Seal every whole day up to `at`, oldest first; return how many. Several workers may try at once."""
    today = at.astimezone(sealing.zone()).date()
    before, count = sealing.last_seal(), 0
    while (day := sealing.next_day(before)) and day < today:
        try:
            before = _sealed(sealing.made(day, before, at=at))
        except (IntegrityError, OperationalError):
            break  # another worker was faster, or a long load is under way: the next round goes on
        count += 1
    path = sealing.file()
    if count and path is not None:
        sealing.write_out(path)
    return count


@transaction.atomic
def _sealed(seal: Seal) -> Seal:
    seal.save(force_insert=True)
    address = settings.YINUO_SEALS["mail"]
    if address:
        put_mail = import_string(settings.YINUO_SEALS["put_mail"])
        text = f"一诺 Yinuo · 封存 seal {seal.day.isoformat()}\n{sealing.told(seal)}\n"
        about = import_string(settings.YINUO_SEALS["about"])("seal", seal.day.isoformat())
        put_mail(
            kind="seal", address=address, text=text, about=about, at=seal.at, once_key=f"seal:{seal.day}"
        )
    return seal
