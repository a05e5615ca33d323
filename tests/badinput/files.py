"""Files that are not what they say, or more than they look."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

SCRIPT = b"<script>alert(1)</script>"
ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **more: object) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind, **more)
    return out.getvalue()


def with_position() -> bytes:
    """A photo that tells where it was taken, and by whom."""
    exif = Image.Exif()
    exif[0x010F], exif[0x013B] = "Spycamera", "Somebody"
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 49.0), 3: "E", 4: (121.0, 28.0, 25.0)})
    return picture("JPEG", exif=exif, comment=b"Spycomment")


def png_bomb(edge: int = 60_000) -> bytes:
    """A PNG of a few kilobytes with 3.6 billion pixels."""
    head = struct.pack(">IIBBBBB", edge, edge, 8, 0, 0, 0, 0)
    packed = zlib.compress(b"\0" * (edge + 1) * 50, 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b""))
    )


def frames(count: int = 400) -> bytes:
    """A GIF of many large frames."""
    first = Image.new("P", (1000, 1000))
    out = io.BytesIO()
    first.save(out, "GIF", save_all=True, append_images=[first.copy() for _ in range(count)], optimize=False)
    return out.getvalue()


def workbook(sheet: str, extra: dict[str, bytes] | None = None) -> bytes:
    """An XLSX with one sheet written by hand."""
    kind = "http://schemas.openxmlformats.org/"
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{kind}package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{kind}package/2006/relationships"><Relationship Id="r1" '
            f'Type="{kind}officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{kind}spreadsheetml/2006/main" xmlns:r="{kind}officeDocument/2006/relationships">'
            '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{kind}package/2006/relationships"><Relationship Id="r1" '
            f'Type="{kind}officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": sheet,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)
        for name, content in (extra or {}).items():
            book.writestr(name, content)
    return out.getvalue()


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'


def zip_bomb(megabytes: int = 60) -> bytes:
    """A workbook of some kilobytes whose sheet unpacks to many megabytes."""
    rows = CELL.format("x" * 1000) * (megabytes * 1000)
    return workbook(f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>")


def with_entity() -> bytes:
    """A workbook that asks its reader for a file of the reader's machine."""
    return workbook(f"{ENTITY}<worksheet {MAIN}><sheetData>{CELL.format('&e;')}</sheetData></worksheet>")


def laughing() -> bytes:
    """A workbook whose entities grow a billion times."""
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    told = f'<!DOCTYPE x [<!ENTITY e0 "ha">{lines}]>'
    return workbook(f"{told}<worksheet {MAIN}><sheetData>{CELL.format('&e9;')}</sheetData></worksheet>")


def far_cell() -> bytes:
    """A workbook whose only cell stands at the far corner."""
    row = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return workbook(
        f'<worksheet {MAIN}><dimension ref="A1:XFD1048576"/><sheetData>{row}</sheetData></worksheet>'
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
FILES: dict[str, bytes] = {
    "nothing": b"",
    "one byte": b"\0",
    "text": b"Hello",
    "HTML": b"<!doctype html>" + SCRIPT,
    "SVG": SVG,
    "SVG with an entity": ENTITY.encode() + SVG,
    "GIF and JavaScript": b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)",
    "a real GIF and JavaScript": picture("GIF") + b";alert(1)//",
    "PNG and HTML": picture() + SCRIPT,
    "JPEG and a ZIP": picture("JPEG") + zip_bomb(1),
    "JPEG and PHP": picture("JPEG", comment=b"<?php system($_GET[0]); ?>"),
    "PDF and HTML": b"%PDF-1.7\n" + SCRIPT + b"\n%%EOF",
    "PDF with JavaScript": b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF",
    "half a PNG": picture()[:60],
    "half a JPEG": picture("JPEG")[:300],
    "a PNG of noise": picture()[:33] + b"\xff" * 500,
    "a picture bomb": png_bomb(),
    "a GIF of 400 frames": frames(),
    "a photo with its place": with_position(),
    "one pixel": picture(size=(1, 1)),
    "a line": picture(size=(20_000, 1)),
    "TIFF": picture("TIFF"),
    "BMP": picture("BMP"),
    "an icon": picture("ICO"),
    "a zip bomb": zip_bomb(),
    "a workbook with an entity": with_entity(),
    "a workbook that laughs": laughing(),
    "a workbook's far corner": far_cell(),
    "a workbook cut off": with_entity()[:300],
    "an empty zip": b"PK\x05\x06" + b"\0" * 18,
    "CSV with NUL": b"day,kind\n2026-\0-01,holiday\n",
    "CSV in GB 18030": "日期,类型\n2026-01-01,假\n".encode("gb18030"),
    "CSV of one long line": b"a," * 500_000,
    "CSV of quotes": b'"' * 100_001,
    "CSV of 30 February": b"2026-02-30,holiday,x\n" * 50,
    "an executable": b"MZ" + b"\0" * 100,
    "a program": b"\x7fELF" + b"\0" * 100,
    "11 megabytes": b"\xff\xd8\xff\xe0" + b"\0" * (11 * 1024 * 1024),
}
NAMES: dict[str, bytes] = {
    "plain": b"a.png",
    "path": b"../../../etc/cron.d/x.png",
    "path on Windows": b"C:\\\\Windows\\\\win.ini",
    "NUL": b"a.php\0.png",
    "right to left": "a\u202egnp.exe".encode(),
    "very long": b"n" * 5000 + b".png",
    "none": b"",
    "dots": b"..",
    "quote": b'a\\".png',
    "line end": b"a%0d%0ab.png",
    "half a character": b"\xed\xa0\xbd.png",
    "markup": b"<img src=x onerror=alert(1)>.png",
    "formula": b"=1+1.png",
    "device": b"CON.png",
}
