"""E-mail: the text goes out in the language it was put in, through the mail server of the installation."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import TYPE_CHECKING, Any

from django.conf import settings

from yinuo.outbox.channels import NotSent

if TYPE_CHECKING:
    from yinuo.outbox.models import Message

SECONDS = 20


def send(message: Message) -> None:
    """Hand `message` to the mail server. NotSent when it didn't take it, or none is configured."""
    told = settings.YINUO_MAIL
    if told is None:
        raise NotSent("no mail server is configured")
    try:
        with _server(told) as server:
            server.send_message(_letter(message, told))
    except (OSError, smtplib.SMTPException, ValueError) as problem:
        raise NotSent(type(problem).__name__) from problem


def _letter(message: Message, told: dict[str, Any]) -> EmailMessage:
    subject, _, body = (message.text_zh or message.text_en).partition("\n")
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = subject, told["from"], message.address
    letter["Date"] = formatdate(message.put_at.timestamp())
    letter["Message-ID"] = make_msgid(str(message.pk), domain=told["from"].rpartition("@")[2].rstrip(">"))
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(body)
    return letter


def _server(told: dict[str, Any]) -> smtplib.SMTP:
    secure = told.get("security", "starttls")
    kind = smtplib.SMTP_SSL if secure == "tls" else smtplib.SMTP
    server = kind(told["host"], int(told.get("port", 465 if secure == "tls" else 587)), timeout=SECONDS)
    if secure == "starttls":
        server.starttls()
    if told.get("user"):
        server.login(told["user"], told.get("password", ""))
    return server
