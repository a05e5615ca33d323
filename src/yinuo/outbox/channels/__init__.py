"""Ways out of the house, one module each; a message names its own in `channel`."""

from __future__ import annotations


class NotSent(Exception):  # noqa: N818 - the worker tries again, nobody sees it
    """The receiver was not there, or did not take the message."""
