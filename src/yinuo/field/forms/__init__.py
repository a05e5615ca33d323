"""Forms of the field: one for each thing a technician tells from the site."""

from __future__ import annotations

from yinuo.field.forms.moves import (
    ArriveForm,
    DeclineForm,
    EscalateForm,
    HandbookForm,
    HandOverForm,
    LeaveForm,
    PlainForm,
    SetOutForm,
)
from yinuo.field.forms.record import AmendForm, MeetingForm, WorkForm
from yinuo.field.forms.signing import SignForm

__all__ = [
    "AmendForm",
    "ArriveForm",
    "DeclineForm",
    "EscalateForm",
    "HandOverForm",
    "HandbookForm",
    "LeaveForm",
    "MeetingForm",
    "PlainForm",
    "SetOutForm",
    "SignForm",
    "WorkForm",
]
