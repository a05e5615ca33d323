"""What is typed to sign in, to prove oneself, and to change what proves one."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django import forms

from yinuo.lib.refusal import Invalid, invalid
from yinuo.lib.words import Words, w
from yinuo.people.queries.proofs import present_profile
from yinuo.web.forms import ChoiceField, Form, HiddenField, TextField, WholeField

WRONG = w("登录名或密码不对。", "The user name or the password is wrong.")
DIFFERENT = w("两次写的新密码不一样。", "The two new passwords differ.")
PIN = w(
    "PIN 是 6 至 12 位数字，不能是 123456、111111 这样的。",
    "A PIN has 6 to 12 digits, and none like 123456 or 111111.",
)


class SecretField(TextField):
    """A password: never shown again, kept as typed with its blanks."""

    def __init__(
        self,
        label: Words,
        *,
        words: str,
        hint: Words | None = None,
        optional: bool = False,
        digits: bool = False,
    ) -> None:
        super().__init__(label, hint=hint, max_length=256, words=words, optional=optional)
        attrs = {"autocomplete": words, "maxlength": "256", **({"inputmode": "numeric"} if digits else {})}
        self.widget = forms.PasswordInput(attrs)
        self.strip = False


class SignIn(Form):
    """User name and password."""

    username = TextField(w("登录名", "User name"), max_length=40, words="username")
    password = SecretField(w("密码", "Password"), words="current-password")


class Code(Form):
    """Six digits of the app, or a code from paper."""

    code = TextField(
        w("验证码", "Code"),
        max_length=40,
        words="one-time-code",
        hint=w("验证器上的 6 位数字，或一个恢复码", "6 digits of your app, or a recovery code"),
    )


class FirstCode(Form):
    """The first six digits of a new app."""

    code = TextField(w("验证码", "Code"), max_length=40, words="one-time-code")


class Passkeyed(Form):
    """What the browser answers for a passkey, as JSON; the script fills it."""

    answer = HiddenField(max_length=20_000)


class NewPasskey(Passkeyed):
    """A name for a new passkey, and the device's answer."""

    name = TextField(w("名称", "Name"), max_length=80, words="off")


class ChosenPassword(Form):
    """A new password, twice."""

    password = SecretField(w("新密码", "New password"), words="new-password")
    again = SecretField(w("再写一次新密码", "New password again"), words="new-password")

    def hint(self, *, second_factor: bool) -> None:
        """Say how long it has to be."""
        least = present_profile().least(second_factor=second_factor)
        words = w(
            "至少 {least} 个字；几个词连成的一句话最好记",
            "at least {least} characters; a few words in a row are easiest",
        )
        self.fields["password"].help_text = str(words.format(least=least))

    def clean(self) -> dict[str, Any]:
        """Refuse two new passwords that differ."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("password") and cleaned.get("again") and cleaned["password"] != cleaned["again"]:
            self.add_refusal(invalid("again", DIFFERENT, "passwords_differ"))
        return cleaned


class NewPassword(ChosenPassword):
    """The present password and the new one, twice."""

    present = SecretField(w("现在的密码", "Present password"), words="current-password")
    field_order = ("present", "password", "again")


class Forgotten(Form):
    """Whose password is forgotten."""

    username = TextField(w("登录名", "User name"), max_length=40, words="username")


class Confirm(Form):
    """The present password again, before something that proves one is changed."""

    password = SecretField(w("现在的密码", "Present password"), words="current-password")


class NewPin(Form):
    """A number for shared devices."""

    pin = SecretField(w("PIN", "PIN"), words="off", hint=w("6 至 12 位数字", "6 to 12 digits"), digits=True)

    def clean_pin(self) -> str:
        """Refuse what isn't digits, and what everybody tries first."""
        pin: str = self.cleaned_data["pin"]
        if not (pin.isascii() and pin.isdigit() and 6 <= len(pin) <= 12) or _easy(pin):
            self.add_refusal(invalid("pin", PIN, "weak_pin"))
        return pin


class NewToken(Form):
    """A token for a program."""

    name = TextField(w("用途", "What for"), max_length=80, words="off")
    days = WholeField(w("有效天数", "Good for days"), least=1, most=365, initial=90)
    scope = ChoiceField(
        w("可以做什么", "What it may do"),
        choices=[("read", w("只读", "read only")), ("write", w("读和写", "read and write"))],
        initial="read",
    )


class Signer(Form):
    """Who does the next deed on a shared device: name, and PIN or password."""

    username = TextField(w("您的登录名", "Your user name"), max_length=40, words="off")
    secret = SecretField(w("PIN 或密码", "PIN or password"), words="off")


def wrong() -> Invalid:
    """Return the refusal of a sign-in: it never says which of the two was wrong."""
    return Invalid("wrong_password", WRONG)


def _easy(pin: str) -> bool:
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return len(steps) == 1
