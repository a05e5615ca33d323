"""Clients that take calls through their whole life, and the list of what was acknowledged to them."""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIGNATURE = {"kind": "drawn", "signer": "鲁护士长", "post": "护士长", "strokes": "M1 1L9 9L40 8"}
RECORD = {
    "spoken_with": "鲁护士长",
    "learned": "开机后十分钟停机",
    "proposed": "先换滤网再试",
    "found": "滤网积灰，过热保护",
    "cause": "散热不良",
    "work": "换滤网，清风道",
    "points": ["introduced", "tidy", "site_clean", "data_kept", "safety_kept"],
    "answers": {"power": True},
    "minutes": 45,
}
STEPS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("register", "clerk", "/calls", {}),
    ("dispatch", "supervisor", "/calls/{call}/dispatch", {"tools": ["万用表"], "reason": "离得最近"}),
    ("accept", "technician", "/vouchers/{call}-1/accept", {}),
    ("set-out", "technician", "/vouchers/{call}-1/set-out", {"tools_confirmed": True}),
    ("arrive", "technician", "/vouchers/{call}-1/arrive", {}),
    ("record", "technician", "/vouchers/{call}-1/record", RECORD),
    ("sign", "technician", "/vouchers/{call}-1/sign", SIGNATURE),
    ("leave", "technician", "/vouchers/{call}-1/leave", {"outcome": "done"}),
    ("receive", "clerk", "/vouchers/{call}-1/receive", {}),
    ("file", "clerk", "/calls/{call}/file", {}),
)
ORDER = tuple(step[0] for step in STEPS)
RETRY_SECONDS = 0.1
ANSWER_SECONDS = 20.0
REPEATED = 0.05
LATE = 0.3


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A write that the server said was done."""

    key: str
    step: str
    number: str
    version: int
    status: int
    state: str
    digest: str
    sent: float
    heard: float


class Refused(Exception):  # noqa: N818 - an answer, not an error of ours
    """An answer that a whole system never gives to these requests."""


class Book:
    """The client's own list: on the disk before the client goes on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: list[Acknowledged] = []
        self.refused: list[str] = []
        self.broken: dict[str, int] = {}
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self._guard = threading.Lock()

    @classmethod
    def read(cls, path: Path) -> Book:
        """Open a list that may have lines already."""
        book = cls(path)
        book.lines += [Acknowledged(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]
        return book

    def write(self, line: Acknowledged) -> None:
        text = json.dumps(asdict(line), ensure_ascii=False) + "\n"
        with self._guard:
            os.write(self._file, text.encode())
            os.fdatasync(self._file)
            self.lines.append(line)

    def trouble(self, kind: str) -> None:
        """Count a request that was not answered, or answered with an error of the server."""
        with self._guard:
            self.broken[kind] = self.broken.get(kind, 0) + 1

    def refuse(self, words: str) -> None:
        with self._guard:
            self.refused.append(words)


class Client:
    """One client: a clerk, a supervisor and a technician in turn, over one connection that is kept."""

    def __init__(self, name: str, port: int, known: dict[str, Any], book: Book, seed: int) -> None:
        self.name, self.port, self.known, self.book = name, port, known, book
        self.technician = f"technician{name}" if name.isdigit() else "technician8"
        self.random = Random(f"{seed}:{name}")
        self.connection: HTTPConnection | None = None
        self.seed = seed
        self.lives = 0
        self.late: bool | None = None
        self.repeated = REPEATED

    def live(self, end: threading.Event, most: int = 1_000_000) -> None:
        """Live lives until told to end; the one that was begun is finished."""
        try:
            while not end.is_set() and self.lives < most:
                self.lives += 1
                self.life(f"{self.name}-{self.lives}")
        except Refused as refused:
            self.book.refuse(str(refused))
        finally:
            self._drop()

    def life(self, life: str, until: str = "file") -> None:
        """Take one call from the telephone to the archive, on from where its acknowledged writes end."""
        mine = [line for line in self.book.lines if line.key.startswith(f"{life}-")]
        number, version = (mine[-1].number, mine[-1].version) if mine else ("", 0)
        done = {line.step for line in mine}
        for step, who, path, content in STEPS[: ORDER.index(until) + 1]:
            if step in done:
                continue
            asked = self._asked(step, content, life)
            line = self.write(f"{life}-{step}", step, who, path.format(call=number), asked, version)
            number, version = number or line.number, line.version

    def _asked(self, step: str, content: dict[str, Any], life: str) -> dict[str, Any]:
        if step == "dispatch":
            return {**content, "technician": self.technician}
        if step != "register":
            return content
        chance = Random(f"{self.seed}:{life}")
        late = chance.random() < LATE if self.late is None else self.late
        reported = datetime.fromisoformat(self.known["at"]) - timedelta(days=9 if late else 0)
        return {
            "customer": self.known["customer"],
            "devices": [{"number": chance.choice(self.known["devices"])}],
            "zone": "urban",
            "phone": "020-0000 1286",
            "contact_name": "鲁护士长",
            "kind": "breakdown",
            "channel": "telephone",
            "fault": f"开机十分钟后停机 {life}",
            "reported_at": reported.isoformat(),
        }

    def write(
        self, key: str, step: str, who: str, path: str, content: dict[str, Any], version: int
    ) -> Acknowledged:
        """Send one write until it is answered, each time with the same key; note what was acknowledged."""
        person = self.technician if who == "technician" else who
        headers = {
            "Authorization": f"Bearer {self.known['tokens'][person]}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            **({"If-Match": f'"{version}"'} if version else {}),
        }
        body = json.dumps(content).encode()
        line = self._until_answered(key, step, path, body, headers)
        self.book.write(line)
        if self.random.random() < self.repeated:
            again = self._until_answered(key, step, path, body, headers)
            if again.digest != line.digest:
                raise Refused(f"{key}: another answer to the same key")
            self.book.write(again)
        return line

    def _until_answered(
        self, key: str, step: str, path: str, body: bytes, headers: dict[str, str]
    ) -> Acknowledged:
        for sent, status, text in self._answers(path, body, headers):
            if status in (200, 201):
                told = json.loads(text)
                number = told["number"] if step == "register" else told["number"].removesuffix("-1")
                state = told.get("call_state") or told["state"]
                digest = hashlib.sha256(text).hexdigest()
                heard = time.monotonic()
                return Acknowledged(key, step, number, told["version"], status, state, digest, sent, heard)
            if status < 500:
                raise Refused(f"{key}: {status} {text.decode()[:600]}")
            self.book.trouble(str(status))
            time.sleep(RETRY_SECONDS)
        raise AssertionError("unreachable")

    def _answers(self, path: str, body: bytes, headers: dict[str, str]) -> Iterator[tuple[float, int, bytes]]:
        """Each answer of the server, with the instant the request was sent; silence is tried again."""
        while True:
            try:
                if self.connection is None:
                    self.connection = HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
                sent = time.monotonic()
                self.connection.request("POST", f"/api/v1{path}", body, headers)
                answer = self.connection.getresponse()
                text = answer.read()
            except TimeoutError:
                self.book.trouble("hung")
                self._drop()
            except (OSError, HTTPException) as problem:
                self.book.trouble(type(problem).__name__)
                self._drop()
                time.sleep(RETRY_SECONDS)
            else:
                yield sent, answer.status, text

    def _drop(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None
