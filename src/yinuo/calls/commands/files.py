"""Files of a voucher: photos, scans, drawn signatures; kept by the hash of their bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from yinuo.calls.commands import gate
from yinuo.calls.models import Attachment
from yinuo.journal.commands import put
from yinuo.journal.steps import one_step

if TYPE_CHECKING:
    from yinuo.calls.commands.gate import Deed
    from yinuo.calls.models import Voucher


@dataclass(frozen=True, slots=True)
class Upload:
    """A file already checked and cleaned: its kind, name, media type and bytes."""

    kind: str
    name: str
    media_type: str
    content: bytes


@one_step
def add_file(*, number: str, upload: Upload, deed: Deed) -> Attachment:
    """Add a photo or a scan to a voucher; adding overwrites nothing, so it needs no version."""
    job = gate.open_job(number, None, deed)
    attachment = keep(job.voucher, upload, deed)
    details = {"voucher": number, "kind": upload.kind, "sha256": attachment.sha256, "name": attachment.name}
    gate.write(job.call, "file_added", deed, details=details)
    return attachment


def keep(voucher: Voucher, upload: Upload, deed: Deed) -> Attachment:
    """Store the bytes under their hash and put the row that knows them."""
    sha256 = hashlib.sha256(upload.content).hexdigest()
    path = f"vouchers/{sha256[:2]}/{sha256}"
    if not default_storage.exists(path):
        path = default_storage.save(path, ContentFile(upload.content))
    attachment = Attachment(
        voucher=voucher,
        kind=upload.kind,
        name=upload.name[:120],
        media_type=upload.media_type,
        size=len(upload.content),
        sha256=sha256,
        path=path,
        added_at=deed.at,
        added_by=deed.by.name,
    )
    return put(attachment)
