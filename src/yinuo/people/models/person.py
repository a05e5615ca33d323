"""Branches, users and the roles they hold, skills, certificates, absences, tokens."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.functional import cached_property

from yinuo.calendars.models import Calendar
from yinuo.lib.words import Words

SIMULATED = "simulated"
"""The kind of a branch whose time is not ours: a replay; the worker's clock leaves it alone."""


class Branch(models.Model):
    """An office that takes calls: a branch or a service centre, with its working calendar."""

    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    kind = models.CharField(max_length=24, default="branch")
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(max_length=24, default="")
    address = models.CharField(max_length=200, default="")

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> Words:
        """The branch's name in both languages."""
        return Words(self.name, self.name_en)


class District(models.Model):
    """A district of a branch and whether it counts as town or suburbs (decision 6)."""

    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="districts")
    name = models.CharField(max_length=40)
    zone = models.CharField(max_length=10)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["branch", "name"], name="people_one_district_name")
        ]


class User(AbstractBaseUser):
    """A person who works with the system; `branch` is empty at head office."""

    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=80, default="", db_index=True)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="people")
    language = models.CharField(max_length=2, default="")
    phone = models.CharField(max_length=24, default="")
    email = models.EmailField(default="")
    is_active = models.BooleanField(default=True)
    password_set_at = models.DateTimeField(null=True)
    password_short = models.BooleanField(default=False)
    """Whether the password is too short to stand without a second factor."""
    must_renew = models.BooleanField(default=False)
    """Whether a new password has to be chosen at the next sign-in."""
    shared = models.BooleanField(default=False)
    """A device in the workshop or the corridor that several people use: it signs in, they sign each deed."""
    pin = models.CharField(max_length=128, default="")
    """The hash of the number by which the person signs a deed on a shared device; empty without one."""

    USERNAME_FIELD = "username"
    objects = BaseUserManager["User"]()

    class Meta:
        ordering: ClassVar = ["name_key", "id"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles this person holds; one query the first time."""
        return frozenset(holding.role for holding in self.holdings.all())

    def holds(self, *roles: str) -> bool:
        """Whether the person holds one of `roles`."""
        return not self.roles.isdisjoint(roles)


class Holding(models.Model):
    """A role held by a person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="holdings")
    role = models.CharField(max_length=40, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role"], name="people_role_held_once")
        ]


class Skill(models.Model):
    """What somebody must be able to do to work on certain models."""

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)

    @property
    def words(self) -> Words:
        """The skill's name in both languages."""
        return Words(self.name, self.name_en)


class PersonSkill(models.Model):
    """A person's skill, with the certificate that proves it where one is needed."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    certificate = models.CharField(max_length=60, default="")
    certificate_until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "skill"], name="people_skill_once")]


class Absence(models.Model):
    """A time in which a person can't own a new duty; the substitute does (decision 8)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=80, default="")
    substitute = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "ends_at"], name="people_absences")]


class Token(models.Model):
    """A bearer token: only its digest is kept. `scope` is "write" or "read"."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=80, default="")
    scope = models.CharField(max_length=8, default="write")
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField()


class FailedSignIn(models.Model):
    """A sign-in that failed, kept for throttling by name and by address."""

    key = models.CharField(max_length=120, db_index=True)
    at = models.DateTimeField()
