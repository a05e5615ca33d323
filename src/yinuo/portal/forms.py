"""The form of the check: a fingerprint, short as on the paper or whole."""

from __future__ import annotations

import re

from yinuo.lib.words import w
from yinuo.web.forms import Form, TextField
from yinuo.web.forms.saying import wrong

SHAPE = re.compile(r"[0-9a-f]{8}|[0-9a-f]{64}")
HOW = w(
    "指纹是 8 位或 64 位的数字和字母 a 到 f，例如 9F2C-71A0",
    "A fingerprint is 8 or 64 digits and letters a to f, like 9F2C-71A0",
)


class CheckForm(Form):
    """Which fingerprint is asked for."""

    fingerprint = TextField(
        w("指纹", "Fingerprint"), hint=w("例如 9F2C-71A0", "like 9F2C-71A0"), max_length=100
    )

    def clean_fingerprint(self) -> str:
        """Return the digits alone; refuses what can be no fingerprint."""
        digits = re.sub(r"[\s-]", "", str(self.cleaned_data["fingerprint"])).lower()
        if not SHAPE.fullmatch(digits):
            raise wrong(HOW, "no_fingerprint")
        return digits
