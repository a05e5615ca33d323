"""An entry of the service handbook as it is written."""

from __future__ import annotations

from yinuo.lib.words import w
from yinuo.web.forms import Form, TextField


class Entry(Form):
    """A problem, its cause and its solution."""

    product_model = TextField(
        w("机型", "Model"),
        optional=True,
        max_length=40,
        words="off",
        hint=w("空着表示不限机型", "empty means any model"),
    )
    symptom = TextField(w("现象", "Symptom"), max_length=400, rows=2)
    cause = TextField(w("原因", "Cause"), optional=True, max_length=1000, rows=2)
    solution = TextField(w("解决办法", "Solution"), max_length=4000, rows=6)
