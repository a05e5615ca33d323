"""Files of a voucher: added as form data, cleaned, kept by their fingerprint, fetched as downloads."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.api.test_bad_input import refused
from tests.api.test_moves import picture
from yinuo.calls.models import Attachment
from yinuo.journal import audit

if TYPE_CHECKING:
    from tests.api.conftest import Machines
    from tests.world import World

pytestmark = pytest.mark.django_db


def upload(
    name: str = "照片 1.png", content: bytes | None = None, kind: str = "image/png"
) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(size=(2000, 1000)) if content is None else content, kind)


@pytest.fixture
def voucher(world: World) -> str:
    return world.to_site(world.register()).number


def test_a_photo_is_made_smaller_and_kept(machine: Machines, voucher: str) -> None:
    technician = machine("technician")
    answer = technician.upload(f"/vouchers/{voucher}/files", {"file": upload()})
    assert answer.status_code == 201, answer.content.decode()
    told = answer.json()
    assert (told["kind"], told["name"], told["media_type"]) == ("photo", "照片 1.jpg", "image/jpeg")
    assert told["version"] == 6
    fetched = technician.get(told["url"].removeprefix("/api/v1"))
    content = b"".join(fetched.streaming_content)
    assert hashlib.sha256(content).hexdigest() == told["sha256"]
    assert Image.open(io.BytesIO(content)).size == (1600, 800)
    assert fetched["Content-Disposition"].startswith("attachment")
    assert fetched["X-Content-Type-Options"] == "nosniff"
    assert fetched["Content-Type"] == "image/jpeg"
    assert list(audit.verify()) == []


def test_a_scan_may_be_a_pdf(machine: Machines, voucher: str) -> None:
    files = {"file": upload("单.pdf", b"%PDF-1.7\n%%EOF", "application/pdf"), "kind": "scan"}
    told = machine("technician").upload(f"/vouchers/{voucher}/files", files).json()
    assert (told["kind"], told["media_type"], told["name"]) == ("scan", "application/pdf", "单.pdf")


def test_a_repeat_of_an_upload_adds_nothing(machine: Machines, voucher: str) -> None:
    technician, path = machine("technician"), f"/vouchers/{voucher}/files"
    first = technician.upload(path, {"file": upload()}, key="one")
    second = technician.upload(path, {"file": upload()}, key="one")
    assert first.content == second.content
    assert second["Idempotency-Replayed"] == "true"
    assert Attachment.objects.count() == 1
    other = technician.upload(path, {"file": upload(content=picture(size=(9, 9)))}, key="one")
    refused(other, 409, "key_reused")


@pytest.mark.parametrize(
    ("files", "status", "code"),
    [
        ({"file": upload("x.exe", b"MZ" + b"\0" * 200)}, 422, "file_kind"),
        ({"file": upload("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")}, 422, "file_kind"),
        ({"file": upload("x.html", b"<html>", "image/png")}, 422, "file_kind"),
        ({"file": upload("x.pdf", b"%PDF-1.7\n")}, 422, "file_kind"),
        ({"file": upload("x.png", b"")}, 422, "file_empty"),
        ({"file": upload("x.png", picture()[:50])}, 422, "file_broken"),
        ({"file": upload("x.png", picture() + b"\0" * (10 * 1024 * 1024))}, 422, "file_too_big"),
        ({"file": upload(), "kind": "film"}, 422, "invalid"),
        ({"kind": "photo"}, 422, "invalid"),
        ({"file": "text"}, 422, "invalid"),
    ],
)
def test_a_file_of_the_wrong_kind(
    machine: Machines, voucher: str, files: dict[str, Any], status: int, code: str
) -> None:
    for file in files.values():
        if hasattr(file, "seek"):
            file.seek(0)
    refused(machine("technician").upload(f"/vouchers/{voucher}/files", files), status, code)
    assert not Attachment.objects.exists()


def test_a_file_comes_as_form_data(machine: Machines, voucher: str) -> None:
    technician = machine("technician")
    refused(technician.send(f"/vouchers/{voucher}/files", {"file": "x"}), 415, "wrong_media_type")
    broken = technician.send(
        f"/vouchers/{voucher}/files", raw=b"--x\r\nbroken", content_type="multipart/form-data"
    )
    assert 400 <= broken.status_code < 500


def test_who_may_add_and_fetch_files(machine: Machines, world: World, voucher: str) -> None:
    path = f"/vouchers/{voucher}/files"
    told = machine("clerk").upload(path, {"file": upload()}).json()
    fetch = f"/files/{told['id']}"
    assert machine("auditor").get(fetch).status_code == 200
    for foreign in ("other_clerk", "second_technician"):
        refused(machine(foreign).get(fetch), 404)
        refused(machine(foreign).upload(path, {"file": upload()}), 404)
    refused(machine("accountant").upload(path, {"file": upload()}), 403)
    refused(machine("clerk").get("/files/999999"), 404)
