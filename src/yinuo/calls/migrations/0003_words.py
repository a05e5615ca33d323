"""The index of words by which calls are found, filled with those that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import migrations, models

from yinuo.finding.models import Pieces
from yinuo.finding.operations import CreateWords
from yinuo.lib.bigrams import cut

if TYPE_CHECKING:
    from django.apps.registry import Apps

BATCH = 1000


def fill(apps: Apps, _schema: Any) -> None:
    """Keep the words of the calls that are there."""
    words = apps.get_model("calls", "CallWords")
    calls = apps.get_model("calls", "Call").objects.select_related("branch", "customer")
    waiting = []
    for call in calls.prefetch_related("vouchers__device").order_by("id").iterator(chunk_size=BATCH):
        serials = [each.device.serial for each in call.vouchers.all() if each.device]
        texts = [f"zzz{call.branch.code}", call.number, call.fault, call.customer.name, call.phone, *serials]
        waiting.append(words(row=call.pk, pieces=cut(*texts)))
        if len(waiting) == BATCH:
            words.objects.bulk_create(waiting)
            waiting = []
    words.objects.bulk_create(waiting)


class Migration(migrations.Migration):
    dependencies = [("calls", "0002_initial")]

    operations = [
        CreateWords(
            name="CallWords",
            fields=[
                ("row", models.BigIntegerField(db_column="rowid", primary_key=True, serialize=False)),
                ("pieces", Pieces()),
            ],
            options={"abstract": False},
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
