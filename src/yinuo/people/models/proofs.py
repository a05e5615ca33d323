"""What proves who somebody is, and where they are signed in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yinuo.people.models.person import User


class Authenticator(models.Model):
    """The app on somebody's phone that makes six digits every 30 seconds; its secret is encrypted."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="authenticator")
    secret = models.CharField(max_length=200)
    last_step = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()


class Passkey(models.Model):
    """A key that a phone, a computer or a stick keeps; only its public half stands here."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=80)
    credential_id = models.CharField(max_length=1400, unique=True)
    credential = models.BinaryField()
    uses = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]


class PrintedCode(models.Model):
    """A recovery code on paper: only its digest is kept, and it is good once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="printed_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "digest"], name="people_one_printed_code")
        ]


class PastPassword(models.Model):
    """The hash of a password somebody had before: kept where the profile forbids to take it again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="past_passwords")
    encoded = models.CharField(max_length=128)


class Stay(models.Model):
    """One browser in which somebody is signed in: what the person sees and ends under "my sign-in"."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="stays")
    session_key = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    address = models.CharField(max_length=45, default="")
    browser = models.CharField(max_length=200, default="")

    class Meta:
        ordering: ClassVar = ["-seen_at", "-id"]


class ResetAsked(models.Model):
    """Somebody asked for a link to choose a new password; the worker finds out whether there is anybody."""

    username = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    at = models.DateTimeField(db_index=True)


class CompanyAccount(models.Model):
    """The account at the company's own sign-in that an administrator allowed for a person.

    `wanted` is what the administrator wrote; with the first sign-in the provider's own key is bound to it.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="company_account")
    wanted = models.CharField(max_length=200, unique=True)
    issuer = models.CharField(max_length=200, default="")
    subject = models.CharField(max_length=200, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["issuer", "subject"], name="people_one_subject", condition=~models.Q(subject="")
            )
        ]
