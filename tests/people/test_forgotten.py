"""A forgotten password: the letter, the link, its one use and its many ends; the mail server away."""

from __future__ import annotations

import re
import socket
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings

from tests.people.entering import SECRET, Visitor, fresh
from tests.world import MORNING
from yinuo.journal.models import Entry
from yinuo.lib.actor import SYSTEM
from yinuo.outbox import jobs as outbox
from yinuo.outbox.models import Message
from yinuo.people import jobs, links
from yinuo.people.commands.passwords import change_password
from yinuo.people.models import ResetAsked, User

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db
NEW = "another sentence of words"
LINK = re.compile(r"http://\S+(/reset/\S+)")


class Postbox:
    """A mail server that keeps what it gets."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.refusing = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the server's name
        if self.refusing:
            return "451 come back later"
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def postbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    box = Postbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    told = {"host": "127.0.0.1", "port": port, "from": "Yinuo <yinuo@example.com>", "security": "none"}
    monkeypatch.setattr(settings, "YINUO_MAIL", told)
    yield box
    server.stop()


@pytest.fixture
def mailed(user: User) -> User:
    user.email = "liu@example.com"
    user.save()
    return user


def asked(language: str = "zh", name: str = "clerk") -> Visitor:
    visitor = Visitor(language)
    assert visitor.post("/forgotten", username=name).status_code == 200
    return visitor


def letter_link() -> str:
    """The link of the newest letter that waits."""
    jobs.run_due(MORNING)
    return LINK.search(Message.objects.latest("id").text_zh)[1]


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("zh", "一诺：换一个新密码", "在 30 分钟内打开"),
        ("en", "Yinuo: choose a new password", "open this within 30 minutes"),
    ],
)
def test_a_letter_goes_out_in_the_language_of_the_page(
    mailed: User, postbox: Postbox, language: str, subject: str, words: str
) -> None:
    asked(language)
    assert (jobs.run_due(MORNING), outbox.run_due(MORNING)) == (1, 1)
    letter = postbox.letters[0]
    assert (letter["Subject"], letter["To"]) == (subject, "liu@example.com")
    assert words in letter.get_content()
    assert LINK.search(letter.get_content())
    assert (jobs.run_due(MORNING), outbox.run_due(MORNING)) == (0, 0)


def test_the_link_is_not_kept_once_it_has_left(mailed: User, postbox: Postbox) -> None:
    asked()
    jobs.run_due(MORNING)
    outbox.run_due(MORNING)
    message = Message.objects.get(kind="reset_link")
    assert (message.text_zh, message.text_en, message.send_at, message.sent_at) == ("", "", None, MORNING)
    assert not any("/reset/" in str(entry.details) for entry in Entry.objects.all())


def test_a_new_password_by_the_link_opens_the_house(mailed: User) -> None:
    inside = Visitor()
    inside.sign_in()
    visitor, link = asked(), letter_link()
    assert "柳眉" in visitor.get(link).content.decode()
    assert visitor.post(link, password=NEW, again=NEW)["Location"] == "/sign-in"
    assert not inside.inside
    assert Visitor().sign_in().status_code == 422
    assert Visitor().sign_in(password=NEW).status_code == 303
    assert Entry.objects.filter(verb="password_reset").count() == 1


def ended(visitor: Visitor, link: str) -> bool:
    answers = [
        visitor.get(link),
        visitor.post(link, password="yet another sentence", again="yet another sentence"),
    ]
    return all(each["Location"] == "/forgotten" for each in answers if each.status_code == 303) and all(
        each.status_code == 303 for each in answers
    )


def test_it_is_good_once(mailed: User) -> None:
    visitor, link = asked(), letter_link()
    visitor.post(link, password=NEW, again=NEW)
    assert ended(visitor, link)
    assert fresh(mailed).check_password(NEW)


@pytest.mark.parametrize(("minutes", "over"), [(0, False), (29.9, False), (30, True), (24 * 60, True)])
def test_it_ends_after_half_an_hour(mailed: User, minutes: float, over: bool) -> None:
    visitor, link = asked(), letter_link()
    assert ended(visitor.later(minutes=minutes), link) is over


@pytest.mark.parametrize("what", ["password", "left", "mailbox", "forged", "cut", "garbage"])
def test_it_dies_with_what_it_was_made_for(mailed: User, what: str) -> None:
    visitor, link = asked(), letter_link()
    if what == "password":
        change_password(user=mailed, password=NEW, by=SYSTEM, at=MORNING)
    elif what == "left":
        User.objects.update(is_active=False)
    elif what == "mailbox":
        User.objects.update(email="other@example.com")
    else:
        link = {
            "forged": link[:-3] + ("AAA" if link[-3:] != "AAA" else "BBB"),
            "cut": link[:-9],
            "garbage": "/reset/%F0%9F%98%80",
        }[what]
    assert ended(visitor, link)


def test_two_at_once_with_one_link_and_only_one_is_served(mailed: User) -> None:
    from yinuo.lib.refusal import Refused
    from yinuo.people.commands.passwords import reset_by_link

    first, second = fresh(mailed), fresh(mailed)
    reset_by_link(user=first, stamp=first.password, password=NEW, at=MORNING)
    with pytest.raises(Refused, match="link_ended"):
        reset_by_link(user=second, stamp=second.password, password="yet another sentence", at=MORNING)
    assert fresh(mailed).check_password(NEW)


def test_a_weak_password_is_refused_and_the_link_still_good(mailed: User) -> None:
    visitor, link = asked(), letter_link()
    assert visitor.post(link, password="short", again="short").status_code == 422
    assert visitor.post(link, password=NEW, again="different words here").status_code == 422
    assert visitor.post(link, password=NEW, again=NEW).status_code == 303


@pytest.mark.parametrize("who", ["nobody", "no mailbox", "left", "company only", "shared"])
def test_nobody_gets_a_letter_who_has_no_use_for_it(mailed: User, who: str) -> None:
    if who == "no mailbox":
        User.objects.update(email="")
    elif who == "left":
        User.objects.update(is_active=False)
    elif who == "company only":
        User.objects.update(password="!unusable")
    elif who == "shared":
        User.objects.update(shared=True)
    asked(name="nobody" if who == "nobody" else "clerk")
    assert jobs.run_due(MORNING) == 0
    assert ResetAsked.objects.count() == Message.objects.count() == 0


def test_asking_too_often_rests(mailed: User) -> None:
    for _time in range(3):
        asked()
    answer = Visitor().post("/forgotten", username="clerk")
    assert answer.status_code == 409
    assert "试得太多了" in answer.content.decode()


def test_a_server_that_is_away_is_tried_again_until_it_is_given_up(mailed: User, postbox: Postbox) -> None:
    postbox.refusing = True
    asked()
    jobs.run_due(MORNING)
    at, tries = MORNING, 0
    while (message := Message.objects.get()).send_at is not None:
        assert outbox.run_due(at) == 0
        tries += 1
        at = Message.objects.get().send_at or at
    assert (tries, message.tries, message.sent_at) == (len(outbox.AGAIN) + 1, len(outbox.AGAIN) + 1, None)


def test_it_leaves_when_the_server_is_back(mailed: User, postbox: Postbox) -> None:
    postbox.refusing = True
    asked()
    jobs.run_due(MORNING)
    outbox.run_due(MORNING)
    postbox.refusing = False
    assert outbox.run_due(MORNING) == 0
    assert outbox.run_due(Message.objects.get().send_at) == 1
    assert len(postbox.letters) == 1


def test_without_a_mail_server_the_letter_waits(mailed: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "YINUO_MAIL", None)
    asked()
    jobs.run_due(MORNING)
    assert outbox.run_due(MORNING) == 0
    assert Message.objects.get().tries == 1


def test_two_workers_send_a_letter_once(mailed: User, postbox: Postbox) -> None:
    from yinuo.outbox.commands import claim

    asked()
    jobs.run_due(MORNING)
    message = Message.objects.get()
    assert [claim(message, again=None), claim(message, again=None)] == [True, False]


def test_a_reset_does_not_pass_by_the_second_factor(mailed: User) -> None:
    inside = Visitor()
    inside.sign_in()
    inside.add_authenticator()
    visitor, link = asked(), letter_link()
    visitor.post(link, password=NEW, again=NEW)
    assert Visitor().sign_in(password=NEW)["Location"] == "/sign-in/second"


def test_a_token_of_another_kind_is_no_link(mailed: User) -> None:
    from django.core import signing

    made = {"user": mailed.pk, "at": int(MORNING.timestamp()), "stamp": links._stamp(mailed)}
    assert links.user_of(signing.dumps(made, salt="another"), at=MORNING) is None
    assert links.user_of(signing.dumps(made, salt=links.SALT), at=MORNING) == mailed


def test_the_present_password_goes_on_until_the_link_is_used(mailed: User) -> None:
    asked()
    letter_link()
    assert Visitor().sign_in(password=SECRET).status_code == 303
