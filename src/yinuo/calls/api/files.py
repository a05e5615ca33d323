"""Files of a voucher for machines: photos and scans added and fetched."""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import File, Form
from ninja.files import UploadedFile

from yinuo.calls import access, commands
from yinuo.calls.api import telling
from yinuo.calls.api.doing import deed_of
from yinuo.calls.api.told import FileAdded
from yinuo.calls.commands.files import Upload
from yinuo.people import http
from yinuo.people.http import Writing
from yinuo.web import sending, uploads
from yinuo.web.machine.given import Key, Number
from yinuo.web.machine.room import Room

router = Room("files 附件")


@router.creates(
    "/vouchers/{number}/files",
    FileAdded,
    "Add a photo or a scan",
    "加照片或扫描件；照片缩小、去掉位置，按内容的指纹保存。",
)
def add_file(
    request: HttpRequest,
    number: Number,
    file: File[UploadedFile],
    kind: Form[Literal["photo", "scan"]] = "photo",
) -> HttpResponse:
    """Add a file to a voucher; it overwrites nothing, so no version is asked for."""

    def work(writing: Writing) -> FileAdded:
        access.check_adding(writing.by, number)
        cleaned = (uploads.picture if kind == "photo" else uploads.paper)(file, "file")
        name = f"{PurePath(file.name or kind).stem[:100] or kind}.{cleaned.extension}"
        upload = Upload(kind, name, cleaned.kind, cleaned.content)
        added = commands.add_file(number=number, upload=upload, deed=deed_of(writing))
        call = added.voucher.call
        told = telling.file(added, telling.zone_of(call.branch))
        return FileAdded(**told.model_dump(), voucher=number, version=call.version)

    return http.create(request, work)


@router.reads("/files/{key}", None, "Fetch a file", "取附件，作为下载。")
def fetch_file(request: HttpRequest, key: Key) -> FileResponse:
    """Answer the bytes of a file as a download."""
    row = access.attachment_for(http.asking(request), key)
    return sending.kept(default_storage.open(row.path), name=row.name, kind=row.media_type)
