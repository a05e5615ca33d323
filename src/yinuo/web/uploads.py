"""Uploaded files, checked: how large, of which kind; pictures drawn anew without what cameras hide."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import filetype
from PIL import Image, ImageOps, UnidentifiedImageError

from yinuo.lib.refusal import Invalid, invalid
from yinuo.lib.words import Words, w

if TYPE_CHECKING:
    from django.core.files import File

PICTURE_KINDS = {"image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp"}
PDF = "application/pdf"
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 60_000_000
MOST_EDGE = 1600
MOST_PATH = 60_000
QUALITY = 85
DATA_URL = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)")
PATH = re.compile(r"[MLCQSTHVZmlcqsthvz0-9eE.,\s+-]*")

EMPTY = w("这个文件是空的", "This file is empty")
TOO_BIG = w("文件最大 {most} MB，这个有 {size} MB", "A file may have {most} MB, this has {size} MB")
NOT_A_PICTURE = w(
    "只收照片（JPEG、PNG、WebP），这个文件不是",
    "Only pictures (JPEG, PNG, WebP) are taken; this file is none",
)
NOT_A_PAPER = w("只收照片或 PDF，这个文件不是", "Only pictures or PDF are taken; this file is neither")
BROKEN = w("这张照片打不开，请重新拍一张", "This picture cannot be opened; please take it again")
HUGE = w("照片的像素太多，请先缩小", "The picture has too many pixels; please make it smaller first")
NOT_DRAWN = w("没有收到签字的图像，请重新签", "The drawn signature did not arrive; please sign again")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it is kept: its bytes, media kind, name ending, hash; pixels for a picture, 0 otherwise."""

    content: bytes
    kind: str
    extension: str
    sha256: str
    width: int = 0
    height: int = 0


def picture(file: File[bytes], field: str = "file") -> Upload:
    """Return a photo drawn anew, at most 1600 pixels a side, without EXIF. Invalid `file_*` otherwise."""
    content = _read(file, field)
    if _kind(content) not in PICTURE_KINDS:
        raise invalid(field, NOT_A_PICTURE, "file_kind")
    return _redrawn(content, field)


def paper(file: File[bytes], field: str = "file") -> Upload:
    """Return a scan: a PDF as it came, or a picture drawn anew. Invalid `file_*` in words otherwise."""
    content = _read(file, field)
    kind = _kind(content)
    if kind == PDF:
        return Upload(content, PDF, "pdf", _hash(content))
    if kind not in PICTURE_KINDS:
        raise invalid(field, NOT_A_PAPER, "file_kind")
    return _redrawn(content, field)


def drawn(data_url: str, field: str = "signature_png") -> Upload:
    """Return the picture of a signature pad, a PNG data URL. Invalid `signature_missing`, `file_*`."""
    found = DATA_URL.fullmatch(data_url.strip())
    if found is None:
        raise invalid(field, NOT_DRAWN, "signature_missing")
    try:
        content = base64.b64decode(found.group(1), validate=False)
    except binascii.Error:
        raise invalid(field, NOT_DRAWN, "signature_missing") from None
    if _kind(content) != "image/png" or len(content) > MOST_BYTES:
        raise invalid(field, NOT_DRAWN, "signature_missing")
    return _redrawn(content, field)


def strokes(path: str, field: str = "signature_svg") -> str:
    """Return the path of a signature pad, safe to put into `<path d>`. Invalid `signature_missing`."""
    if not path.strip() or len(path) > MOST_PATH or not PATH.fullmatch(path):
        raise invalid(field, NOT_DRAWN, "signature_missing")
    return path.strip()


def _read(file: File[bytes], field: str) -> bytes:
    size = file.size or 0
    if size > MOST_BYTES:
        raise _too_big(field, size)
    content: bytes = file.read(MOST_BYTES + 1)
    if not content:
        raise invalid(field, EMPTY, "file_empty")
    if len(content) > MOST_BYTES:
        raise _too_big(field, len(content))
    return content


def _too_big(field: str, size: int) -> Invalid:
    words: Words = TOO_BIG.format(most=MOST_BYTES // 2**20, size=f"{size / 2**20:.1f}")
    return invalid(field, words, "file_too_big")


def _kind(content: bytes) -> str:
    return str(filetype.guess_mime(content) or "")


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _redrawn(content: bytes, field: str) -> Upload:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content))
            if image.width * image.height > MOST_PIXELS:
                raise invalid(field, HUGE, "file_pixels")
            return _encoded(ImageOps.exif_transpose(image))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise invalid(field, HUGE, "file_pixels") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise invalid(field, BROKEN, "file_broken") from None


def _encoded(image: Image.Image) -> Upload:
    see_through = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    plain = image.convert("RGBA" if see_through else "RGB")
    plain.thumbnail((MOST_EDGE, MOST_EDGE))
    plain.info.clear()
    kept = io.BytesIO()
    if see_through:
        plain.save(kept, "PNG", optimize=True)
        kind, extension = "image/png", "png"
    else:
        plain.save(kept, "JPEG", quality=QUALITY, optimize=True)
        kind, extension = "image/jpeg", "jpg"
    content = kept.getvalue()
    return Upload(content, kind, extension, _hash(content), plain.width, plain.height)
