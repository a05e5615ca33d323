"""Texts that nobody should be able to type, and that arrive all the same: as the bytes that are sent."""

from __future__ import annotations

import json
from typing import Any

MEGABYTE = 1_000_000


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


TEXTS: dict[str, bytes] = {
    "NUL": b"\0",
    "NUL inside": b"a\0b",
    "half a pair": _utf8("坏\ud83d"),
    "a pair the wrong way round": _utf8("\ude00\ud83d"),
    "overlong slash": b"\xc0\xaf..\xc0\xaf",
    "overlong NUL": b"a\xc0\x80b",
    "beyond Unicode": b"\xf5\x80\x80\x80",
    "cut in a character": "好".encode()[:2],
    "Latin-1": b"caf\xe9",
    "GB 18030": "蓬莱仙岛".encode("gb18030"),
    "UTF-16": "蓬莱".encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbfx",
    "non-characters": _utf8("\ufffe\uffff\U0010ffff"),
    "control characters": bytes(range(1, 32)),
    "delete and C1": b"\x7f\xc2\x80\xc2\x9f",
    "escape sequence": b"\x1b[2J\x1b]0;x\x07",
    "line ends": b"a\r\nSet-Cookie: stolen=1\r\n\r\n<p>",
    "line separators": _utf8("a\u2028b\u2029c\u0085d"),
    "right to left": _utf8("\u202egnp.exe\u202c\u2066\u2067"),
    "zero width": _utf8("a\u200b\u200c\u200d\u2060\ufeffb"),
    "blanks of all kinds": _utf8(" \t\u00a0\u2003\u3000"),
    "combining marks": _utf8("e" + "\u0301" * 5000),
    "one that grows": _utf8("\ufdfa" * 3000),
    "faces": _utf8("👩‍👩‍👧‍👦🏳️‍🌈" * 300),
    "a megabyte": b"x" * MEGABYTE,
    "a megabyte of Chinese": _utf8("长" * (MEGABYTE // 3)),
    "a megabyte of lines": b"\n" * MEGABYTE,
    "a megabyte of digits": b"9" * MEGABYTE,
    "400 digits": b"1" + b"0" * 400,
    "5,000 digits": b"7" * 5000,
    "beyond 64 bits": b"9223372036854775808",
    "below 64 bits": b"-9223372036854775809",
    "beyond 32 bits": b"2147483648",
    "a page far away": b"99999999999999999999999",
    "nought": b"0",
    "four noughts": b"0000",
    "minus one": b"-1",
    "NaN": b"NaN",
    "infinity": b"-Infinity",
    "exponent": b"1e400",
    "small exponent": b"1e-400",
    "decimal exponent": b"9.9E+9999",
    "fraction without end": b"0." + b"3" * 3000,
    "hexadecimal": b"0x10",
    "underscore": b"1_000",
    "full-width digits": _utf8("１２"),
    "Arabic digits": _utf8("٣٤"),
    "a square": _utf8("²½Ⅷ"),
    "30 February": b"2026-02-30",
    "30 February, with the time": b"2026-02-30T10:00",
    "year nought": b"0000-01-01",
    "last year": b"9999-12-31T23:59",
    "year 10000": b"10000-01-01",
    "24 o'clock": b"2026-11-24T24:00",
    "offset far away": b"2026-11-24T10:00:00+99:99",
    "first instant": b"0001-01-01T00:00",
    "week date": b"2026-W48-2",
    "compact date": b"20261124",
    "seconds since": b"1764000000",
    "markup": b"<script>alert(1)</script>",
    "attribute": b"\" onfocus=alert(1) autofocus x='",
    "template": b"{{7*7}}{% debug %}${7*7}<%=7*7%>",
    "format": b"%s%n%d{0.__class__}{}",
    "SQL": b"'; DROP TABLE calls_call; --",
    "SQL or": b"' OR '1'='1",
    "like signs": b"%_\\%\\_[a-z]",
    "backslashes": b"\\" * 2001,
    "quotes": b"'\"`" * 700,
    "brackets": b"(" * 3000,
    "greedy": b"(a+)+$" + b"a" * 60 + b"!",
    "blanks without end": b" " * 60_000 + b"x",
    "dashes without end": b"1-" * 30_000,
    "path up": b"../../../../etc/passwd",
    "path up, packed": b"..%2f..%2f%00",
    "path on Windows": b"..\\..\\C:\\con",
    "address elsewhere": b"//evil.example/x",
    "address as script": b"javascript:alert(1)",
    "entity": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
    "formula": b'=HYPERLINK("http://evil.example")',
    "formula, full-width": _utf8("＝1+1"),
    "formula after a tab": b"\t=1+1",
    "None": b"None",
    "undefined": b"undefined",
    "true": b"true",
    "on": b"on",
    "list": b"[1,2]",
    "object": b'{"a":1}',
    "pickle": b"\x80\x04\x95cos\nsystem\n",
    "nothing": b"",
}


def _readable(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _deep(opening: str, inner: str, closing: str) -> bytes:
    return (opening * 10_000 + inner + closing * 10_000).encode()


JSON: dict[str, bytes] = {
    **{
        f"text: {name}": json.dumps(text.decode()).encode() for name, text in TEXTS.items() if _readable(text)
    },
    **{f"bytes: {name}": b'"' + text + b'"' for name, text in TEXTS.items() if not _readable(text)},
    "escaped half a pair": rb'"a\ud800b"',
    "escaped NUL": rb'"a\u0000b"',
    "wrong escape": rb'"\x41"',
    "NaN itself": b"NaN",
    "infinity itself": b"-Infinity",
    "10^400": b"1" + b"0" * 400,
    "1e400 itself": b"1e400",
    "1e-400 itself": b"1e-400",
    "a million digits": b"9" * MEGABYTE,
    "2^63": b"9223372036854775808",
    "-2^63-1": b"-9223372036854775809",
    "minus nought": b"-0",
    "half": b"0.5",
    "many places": b"0.1234567890123456789012345678901234567",
    "true itself": b"true",
    "null": b"null",
    "empty list": b"[]",
    "empty object": b"{}",
    "lists 10,000 deep": _deep("[", "", "]"),
    "objects 10,000 deep": _deep('{"a":', "1", "}"),
    "never closed": b"[" * 10_000,
    "a key twice": b'{"number":"a","number":"b"}',
    "10,000 keys": json.dumps({f"k{n}": n for n in range(10_000)}).encode(),
    "a list of 10,000": json.dumps([0] * 10_000).encode(),
    "a list of lists": b"[[],[[]],[[[]]]]",
    "prototype": b'{"__proto__":{"admin":true},"constructor":{}}',
    "a NUL key": rb'{"\u0000":1}',
    "comment": b"/* x */ 1",
    "comma left over": b"[1,]",
    "single quotes": b"'x'",
}


def texts_for(value: Any) -> dict[str, bytes]:
    """The values that are sent in place of `value`: JSON for a body of the interface, else plain text."""
    return JSON if value == "json" else TEXTS
