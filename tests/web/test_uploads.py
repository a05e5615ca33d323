"""Uploaded files: pictures drawn anew, PDFs kept, everything else refused in words."""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from yinuo.lib.refusal import Invalid
from yinuo.web import uploads


def image(kind: str = "JPEG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **saving) -> bytes:
    kept = io.BytesIO()
    Image.new(mode, size, 120 if mode in {"L", "P"} else (200, 30, 40, 128)[: len(mode)]).save(
        kept, kind, **saving
    )
    return kept.getvalue()


def file(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def opened(upload: uploads.Upload) -> Image.Image:
    return Image.open(io.BytesIO(upload.content))


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.mark.parametrize(
    ("kind", "mode", "result"),
    [
        ("JPEG", "RGB", "image/jpeg"),
        ("JPEG", "L", "image/jpeg"),
        ("PNG", "RGB", "image/jpeg"),
        ("PNG", "RGBA", "image/png"),
        ("WEBP", "RGB", "image/jpeg"),
        ("GIF", "P", "image/jpeg"),
        ("BMP", "RGB", "image/jpeg"),
    ],
)
def test_pictures_are_drawn_anew(kind: str, mode: str, result: str) -> None:
    upload = uploads.picture(file(image(kind, mode=mode)))
    assert upload.kind == result
    assert upload.extension == {"image/jpeg": "jpg", "image/png": "png"}[result]
    assert (upload.width, upload.height) == opened(upload).size == (64, 48)
    assert upload.sha256 == hashlib.sha256(upload.content).hexdigest()


def test_the_name_decides_nothing() -> None:
    assert uploads.picture(file(image("PNG"), "../../run.exe")).kind == "image/jpeg"


@pytest.mark.parametrize(
    ("size", "result"), [((3200, 1600), (1600, 800)), ((100, 4000), (40, 1600)), ((1600, 1600), (1600, 1600))]
)
def test_large_pictures_become_smaller(size: tuple[int, int], result: tuple[int, int]) -> None:
    upload = uploads.picture(file(image(size=size)))
    assert (upload.width, upload.height) == result


def test_the_position_in_a_photo_is_taken_out() -> None:
    exif = Image.Exif()
    exif[0x010F] = "a secret camera"
    exif.get_ifd(0x8825)[2] = (39.0, 54.0, 20.0)
    content = image(exif=exif.tobytes(), comment=b"a secret comment")
    assert b"secret" in content
    upload = uploads.picture(file(content))
    assert b"secret" not in upload.content
    assert not opened(upload).getexif()


def test_a_photo_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    upload = uploads.picture(file(image(size=(64, 48), exif=exif.tobytes())))
    assert (upload.width, upload.height) == (48, 64)


def test_text_chunks_of_a_png_are_taken_out() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "a secret author")
    upload = uploads.picture(file(image("PNG", mode="RGBA", pnginfo=info)))
    assert b"secret" not in upload.content


REFUSED = [
    (b"", "file_empty", "空的"),
    (b"hello", "file_kind", "只收照片"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "file_kind", "只收照片"),
    (b"<html><script>alert(1)</script>", "file_kind", "只收照片"),
    (b"MZ\x90\x00" + b"\x00" * 100, "file_kind", "只收照片"),
    (b"PK\x03\x04" + b"\x00" * 100, "file_kind", "只收照片"),
    (PDF, "file_kind", "只收照片"),
    (image()[:200], "file_broken", "打不开"),
    (b"\xff\xd8\xff\xe0" + b"\x00" * 50, "file_broken", "打不开"),
    (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "file_broken", "打不开"),
]


@pytest.mark.parametrize(("content", "code", "words"), REFUSED)
def test_what_is_no_picture(content: bytes, code: str, words: str) -> None:
    with pytest.raises(Invalid) as caught:
        uploads.picture(file(content), "photos")
    assert caught.value.code == code
    assert words in caught.value.fields["photos"].zh
    assert caught.value.fields["photos"].en


def test_too_large_a_file_is_refused_unread() -> None:
    class Large(SimpleUploadedFile):
        def read(self, *args):
            raise AssertionError("read although too large")

    large = Large("a.jpg", b"")
    large.size = 12 * 2**20
    with pytest.raises(Invalid) as caught:
        uploads.picture(large)
    assert caught.value.code == "file_too_big"
    assert caught.value.words.zh == "文件最大 10 MB，这个有 12.0 MB"


def test_a_file_that_lies_about_its_size() -> None:
    lying = file(b"\xff\xd8\xff" + b"\x00" * (uploads.MOST_BYTES + 10))
    lying.size = 5
    with pytest.raises(Invalid) as caught:
        uploads.picture(lying)
    assert caught.value.code == "file_too_big"


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be huge."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 10))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(8_000, 8_000), (20_000, 20_000), (60_000, 60_000)])
def test_a_bomb_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(Invalid) as caught:
        uploads.picture(file(bomb(*size), "a.png"))
    assert caught.value.code == "file_pixels"


def test_a_paper_may_be_a_pdf() -> None:
    upload = uploads.paper(file(PDF, "a.pdf"))
    assert (upload.kind, upload.extension, upload.content) == ("application/pdf", "pdf", PDF)
    assert uploads.paper(file(image())).kind == "image/jpeg"
    with pytest.raises(Invalid) as caught:
        uploads.paper(file(b"hello"))
    assert "照片或 PDF" in caught.value.words.zh


def url(content: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def test_a_drawn_signature() -> None:
    upload = uploads.drawn(url(image("PNG", mode="RGBA")))
    assert (upload.kind, upload.width) == ("image/png", 64)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "data:,",
        "https://evil.example/a.png",
        url(image(), "image/jpeg"),
        url(image()),
        url(b"<svg/>"),
        "data:image/png;base64,!!!!",
        "data:image/png;base64,A",
        "data:image/png;base64,",
    ],
)
def test_no_drawn_signature(given: str) -> None:
    with pytest.raises(Invalid) as caught:
        uploads.drawn(given)
    assert caught.value.code in {"signature_missing", "file_broken"}
    assert "signature_png" in caught.value.fields


@pytest.mark.parametrize("path", ["M1 2L3 4", "M40.5 60L50 72.1M1 1", "m1,2 c3-4 5.5 6 7 8z"])
def test_strokes(path: str) -> None:
    assert uploads.strokes(f" {path} ") == path


@pytest.mark.parametrize("path", ["", "   ", '"><script>', "M1 2;", "url(#a)", "M1 2 " * 20_000, "M１ ２"])
def test_no_strokes(path: str) -> None:
    with pytest.raises(Invalid) as caught:
        uploads.strokes(path)
    assert caught.value.code == "signature_missing"
