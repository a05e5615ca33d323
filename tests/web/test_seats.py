"""The waiting room before Django: who is slow waits outside, few work, and each seat has one connection."""

from __future__ import annotations

import threading
import time
from io import BytesIO
from typing import Any

import pytest
from django.db import connection, connections

from yinuo.web import seats
from yinuo.web.seats import Seats, received


class Slow(BytesIO):
    """A body that comes only when it is let go."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.come = threading.Event()

    def read(self, size: int | None = -1) -> bytes:
        assert self.come.wait(10)
        return super().read(size)


class Answered(list):
    """An answer that knows whether it was closed."""

    closed = False

    def close(self) -> None:
        self.closed = True


def asked(body: bytes = b"", length: str | None = None) -> dict[str, Any]:
    return {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body)) if length is None else length}


def test_an_answer_is_whole_and_closed() -> None:
    answer = Answered([b"one ", b"two"])
    assert Seats(lambda *_: answer, 1)(asked(), None) == [b"one two"]
    assert answer.closed


def test_an_answer_that_can_t_be_closed_will_do() -> None:
    assert Seats(lambda *_: iter([b"a", b"b"]), 1)(asked(), None) == [b"ab"]


def test_the_application_sees_the_request_and_may_start_its_answer() -> None:
    seen: list[Any] = []

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [environ["wsgi.input"].read()]

    assert Seats(application, 1)(asked(b"hello"), lambda *told: seen.append(told)) == [b"hello"]
    assert seen == [("200 OK", [])]


def test_who_sends_slowly_takes_no_seat() -> None:
    room = Seats(lambda environ, _: [environ["wsgi.input"].read()], 1)
    bodies = [Slow(b"slow") for _ in range(5)]
    answers: list[Any] = []

    def ask(body: Slow) -> None:
        answers.append(room({"wsgi.input": body, "CONTENT_LENGTH": "4"}, None))

    waiting = [threading.Thread(target=ask, args=(body,)) for body in bodies]
    for each in waiting:
        each.start()
    assert room(asked(b"fast"), None) == [b"fast"]
    assert answers == []
    for body in bodies:
        body.come.set()
    for each in waiting:
        each.join(10)
    assert answers == [[b"slow"]] * 5


def test_no_more_work_at_once_than_there_are_seats() -> None:
    inside, most, guard = 0, 0, threading.Lock()

    def application(*_: Any) -> list[bytes]:
        nonlocal inside, most
        with guard:
            inside += 1
            most = max(most, inside)
        time.sleep(0.01)
        with guard:
            inside -= 1
        return [b""]

    room = Seats(application, 3)
    threads = [threading.Thread(target=room, args=(asked(), None)) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(10)
    assert most == 3


@pytest.mark.django_db(transaction=True)
def test_a_seat_keeps_its_connection_whoever_sits_there() -> None:
    used: list[int] = []

    def application(*_: Any) -> list[bytes]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        used.append(id(connections["default"].connection))
        return [b""]

    room = Seats(application, 1)
    for _ in range(4):
        thread = threading.Thread(target=room, args=(asked(), None))
        thread.start()
        thread.join(10)
    assert len(used) == 4
    assert len(set(used)) == 1
    room._free.get().close()


def test_a_seat_is_given_up_after_an_error_too() -> None:
    def application(environ: dict[str, Any], _: Any) -> list[bytes]:
        if environ.get("broken"):
            raise ZeroDivisionError
        return [b"well"]

    room = Seats(application, 1)
    answers: list[Any] = []

    def both() -> None:
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                room({**asked(), "broken": True}, None)
        answers.append(room(asked(), None))

    thread = threading.Thread(target=both)
    thread.start()
    thread.join(10)
    assert answers == [[b"well"]]


@pytest.mark.parametrize("length", ["", "0", "-1", "x", "１２", "9" * 30, str(seats.LONGEST + 1)])
def test_a_length_that_says_nothing_is_left_alone(length: str) -> None:
    environ = asked(b"abc", length)
    before = environ["wsgi.input"]
    received(environ)
    assert environ["wsgi.input"] is before


def test_a_body_shorter_than_told_ends_where_it_ends() -> None:
    environ = asked(b"abc", "10")
    received(environ)
    assert environ["wsgi.input"].read() == b"abc"


def test_a_longer_body_goes_to_the_disk_and_comes_back_whole() -> None:
    body = bytes(range(256)) * 8192
    environ = asked(body)
    received(environ)
    assert environ["wsgi.input"]._rolled
    assert environ["wsgi.input"].read() == body
