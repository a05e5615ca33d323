"""Bodies and headers that no browser sends."""

from __future__ import annotations

from tests.badinput.files import NAMES, picture
from tests.badinput.texts import MEGABYTE

EDGE = b"--edge\r\n"
END = b"--edge--\r\n"
FORM = "multipart/form-data; boundary=edge"
PLAIN = "application/x-www-form-urlencoded"


def part(name: str, content: bytes, *, filename: bytes | None = None, more: bytes = b"") -> bytes:
    """One part of a form."""
    named = b'Content-Disposition: form-data; name="' + name.encode() + b'"'
    if filename is not None:
        named += b'; filename="' + filename + b'"\r\nContent-Type: image/png'
    return EDGE + named + b"\r\n" + more + b"\r\n" + content + b"\r\n"


def bodies(field: str, file: str) -> dict[str, tuple[str, bytes]]:
    """Odd bodies by name, with their media type; `field` and `file` are names that the form knows."""
    png = picture()
    one = part(field, b"x")
    return {
        "no body": (FORM, b""),
        "no boundary": ("multipart/form-data", one + END),
        "empty boundary": ("multipart/form-data; boundary=", one + END),
        "boundary with NUL": ("multipart/form-data; boundary=a\0b", one + END),
        "boundary without end": ("multipart/form-data; boundary=" + "b" * 5000, one + END),
        "boundary of signs": ('multipart/form-data; boundary="(/?=:é"', one + END),
        "another boundary": ("multipart/form-data; boundary=other", one + END),
        "never closed": (FORM, one),
        "cut in a header": (FORM, EDGE + b"Content-Disp"),
        "no disposition": (FORM, EDGE + b"\r\nx\r\n" + END),
        "no name": (FORM, EDGE + b"Content-Disposition: form-data\r\n\r\nx\r\n" + END),
        "two files of one name": (FORM, part(file, png, filename=b"a.png") * 2 + END),
        "a file where a text is": (FORM, part(field, png, filename=b"a.png") + END),
        "a text where a file is": (FORM, part(file, b"x") + END),
        "20 files": (FORM, b"".join(part(f"f{n}", png, filename=b"a.png") for n in range(20)) + END),
        "200 files": (FORM, b"".join(part(f"f{n}", b"x", filename=b"a") for n in range(200)) + END),
        "600 fields": (FORM, b"".join(part(f"f{n}", b"x") for n in range(600)) + END),
        "one field 600 times": (FORM, one * 600 + END),
        "a part's headers without end": (
            FORM,
            part(field, b"x", more=b"X-A: " + b"a" * 20_000 + b"\r\n") + END,
        ),
        "1,000 headers of a part": (FORM, part(field, b"x", more=b"X-A: a\r\n" * 1000) + END),
        "broken base64": (FORM, part(field, b"@@@", more=b"Content-Transfer-Encoding: base64\r\n") + END),
        "broken base64 file": (
            FORM,
            part(file, b"@" * 9, filename=b"a.png", more=b"Content-Transfer-Encoding: base64\r\n") + END,
        ),
        "no such charset": (f"{FORM}; charset=moon", one + END),
        "UTF-7": (f"{PLAIN}; charset=utf-7", field.encode() + b"=+ADw-script+AD4-"),
        "UTF-16 form": (f"{PLAIN}; charset=utf-16", f"{field}=x".encode("utf-16")),
        "600 plain fields": (PLAIN, b"&".join(b"f%d=x" % n for n in range(600))),
        "a plain field 600 times": (PLAIN, b"&".join([field.encode() + b"=x"] * 600)),
        "signs only": (PLAIN, b"&&&&====;;;;%%%%"),
        "wrong per cent signs": (PLAIN, field.encode() + b"=%zz%u1234%"),
        "NUL in a name": (PLAIN, field.encode() + b"%00=x&%00=y"),
        "a name of a megabyte": (PLAIN, b"n" * MEGABYTE + b"=x"),
        "brackets in a name": (PLAIN, field.encode() + b"[a][b]=x&" + field.encode() + b"[]=y"),
        "13 megabytes": (PLAIN, field.encode() + b"=" + b"x" * (13 * MEGABYTE)),
        "JSON": ("application/json", b'{"a":1}'),
        "half a JSON": ("application/json", b'{"a":'),
        "JSON, deep": ("application/json", b"[" * 10_000 + b"]" * 10_000),
        "JSON, UTF-16": ("application/json", '{"a":1}'.encode("utf-16")),
        "JSON, a key twice": ("application/json", b'{"a":1,"a":2}'),
        "JSON of 13 megabytes": ("application/json", b'{"a":"' + b"x" * (13 * MEGABYTE) + b'"}'),
        "JSON as text": ("text/plain", b'{"a":1}'),
        "XML": ("application/xml", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
        "no media type": ("", b"a=1"),
        "a media type of signs": (";;;/==", b"a=1"),
        "zeros": ("application/octet-stream", b"\0" * 10_000),
        **{
            f"filename: {name}": (FORM, part(file, png, filename=filename) + END)
            for name, filename in NAMES.items()
        },
    }


HEADERS: dict[str, dict[str, str]] = {
    "language: NUL": {"HTTP_ACCEPT_LANGUAGE": "zh\0"},
    "language: a megabyte": {"HTTP_ACCEPT_LANGUAGE": "zh," * 300_000},
    "language: signs": {"HTTP_ACCEPT_LANGUAGE": "zh;q=x,*;q=1e400,-;q=NaN"},
    "accept: anything": {"HTTP_ACCEPT": "*/*;q=-1,;;,application/json"},
    "accept: long": {"HTTP_ACCEPT": "a/b," * 20_000},
    "cookie: signs": {"HTTP_COOKIE": "=;;;sessionid;language=\0;theme=<script>;csrftoken=x"},
    "cookie: long": {"HTTP_COOKIE": "a=" + "b" * 100_000},
    "cookie: many": {"HTTP_COOKIE": "; ".join(f"c{n}=x" for n in range(3000))},
    "cookie: no session": {"HTTP_COOKIE": "sessionid=../../etc/passwd; language=xx; theme=moon"},
    "cookie: bytes": {"HTTP_COOKIE": "language=\xff\xfe; theme=\xc0\x80"},
    "token: none": {"HTTP_AUTHORIZATION": "Bearer "},
    "token: NUL": {"HTTP_AUTHORIZATION": "Bearer a\0b"},
    "token: long": {"HTTP_AUTHORIZATION": "Bearer " + "x" * 100_000},
    "token: bytes": {"HTTP_AUTHORIZATION": "Bearer \xff\xfe\x80"},
    "token: basic": {"HTTP_AUTHORIZATION": "Basic Og=="},
    "key: NUL": {"HTTP_IDEMPOTENCY_KEY": "a\0b"},
    "key: long": {"HTTP_IDEMPOTENCY_KEY": "k" * 10_000},
    "key: bytes": {"HTTP_IDEMPOTENCY_KEY": "\xe9\x80"},
    "version: signs": {"HTTP_IF_MATCH": '"x", W/"1"'},
    "version: digits": {"HTTP_IF_MATCH": '"' + "9" * 400 + '"'},
    "version: Arabic": {"HTTP_IF_MATCH": "\u0663".encode().decode("latin-1")},
    "version: any": {"HTTP_IF_MATCH": "*"},
    "range": {"HTTP_RANGE": "bytes=-0,9999999999999999999-,0-" + ",0-" * 3000},
    "since": {"HTTP_IF_MODIFIED_SINCE": "Thu, 99 Foo 99999 99:99:99"},
    "referer": {"HTTP_REFERER": "javascript:alert(1)//\xff"},
    "origin": {"HTTP_ORIGIN": "null"},
    "partial": {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "x" * 5000, "HTTP_HX_TARGET": "<x>"},
    "partial history": {"HTTP_HX_REQUEST": "\0", "HTTP_HX_HISTORY_RESTORE_REQUEST": "true"},
    "forwarded": {"HTTP_X_FORWARDED_FOR": "\0,::1," * 2000, "HTTP_X_FORWARDED_PROTO": "https,\0"},
    "another method": {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"},
    "host: elsewhere": {"HTTP_HOST": "evil.example"},
    "host: signs": {"HTTP_HOST": "a b\0:x@[::"},
    "host: long": {"HTTP_HOST": "h" * 10_000},
    "host: forwarded": {"HTTP_X_FORWARDED_HOST": "evil.example"},
    "length: none": {"CONTENT_LENGTH": ""},
    "length: minus": {"CONTENT_LENGTH": "-1"},
    "length: words": {"CONTENT_LENGTH": "many"},
    "length: Arabic": {"CONTENT_LENGTH": "\u0663".encode().decode("latin-1")},
    "length: more": {"CONTENT_LENGTH": "1000000"},
    "length: huge": {"CONTENT_LENGTH": "9" * 30},
    "packed": {"HTTP_CONTENT_ENCODING": "gzip"},
    "in pieces": {"HTTP_TRANSFER_ENCODING": "chunked"},
    "a flood": {f"HTTP_X_{n}": "x" * 100 for n in range(2000)},
}
METHODS = (
    "HEAD",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "PROPFIND",
    "get",
    "X" * 500,
    "GET\0",
    "POST",
)
