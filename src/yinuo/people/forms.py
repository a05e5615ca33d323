"""What is typed to sign in and to change one's own password."""

from __future__ import annotations

from typing import Any

from django import forms

from yinuo.lib.refusal import Invalid, invalid
from yinuo.lib.words import Words, w
from yinuo.web.forms import Form, TextField

WRONG = w("登录名或密码不对。", "The user name or the password is wrong.")
DIFFERENT = w("两次写的新密码不一样。", "The two new passwords differ.")


class SecretField(TextField):
    """A password: never shown again, kept as typed with its blanks."""

    def __init__(self, label: Words, *, words: str, hint: Words | None = None) -> None:
        super().__init__(label, hint=hint, max_length=256, words=words)
        self.widget = forms.PasswordInput({"autocomplete": words, "maxlength": "256"})
        self.strip = False


class SignIn(Form):
    """User name and password."""

    username = TextField(w("登录名", "User name"), max_length=40, words="username")
    password = SecretField(w("密码", "Password"), words="current-password")


class NewPassword(Form):
    """The present password and the new one, twice."""

    present = SecretField(w("现在的密码", "Present password"), words="current-password")
    password = SecretField(
        w("新密码", "New password"),
        words="new-password",
        hint=w("至少 15 个字", "at least 15 characters"),
    )
    again = SecretField(w("再写一次新密码", "New password again"), words="new-password")

    def clean(self) -> dict[str, Any]:
        """Refuse two new passwords that differ."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("password") and cleaned.get("again") and cleaned["password"] != cleaned["again"]:
            self.add_refusal(invalid("again", DIFFERENT, "passwords_differ"))
        return cleaned


def wrong() -> Invalid:
    """Return the refusal of a sign-in: it never says which of the two was wrong."""
    return Invalid("wrong_password", WRONG)
