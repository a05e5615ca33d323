"""How often one address may ask the public check: enough for people with papers, too little for guessing."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

MOST = 30
WITHIN = timedelta(minutes=1)
ADDRESSES = 10_000
_asked: OrderedDict[str, deque[datetime]] = OrderedDict()
_lock = threading.Lock()


def wait(address: str, now: datetime) -> int:
    """Return 0 and count the question, or the seconds to wait when `address` asked `MOST` times just now.

    Each worker counts for itself; of more than `ADDRESSES` the one silent the longest is forgotten.
    """
    with _lock:
        times = _asked.setdefault(address, deque(maxlen=MOST))
        _asked.move_to_end(address)
        if len(_asked) > ADDRESSES:
            _asked.popitem(last=False)
        if len(times) == MOST and now - times[0] < WITHIN:
            return max(1, round((WITHIN - (now - times[0])).total_seconds()))
        times.append(now)
        return 0


def forget() -> None:
    """Forget who asked."""
    with _lock:
        _asked.clear()
