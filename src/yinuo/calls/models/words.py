"""By what a call is found: number, fault, the customer's name, telephone, the serials of its devices."""

from __future__ import annotations

from yinuo.finding.models import Words


class CallWords(Words):
    """The pieces of one call, as it was registered."""
