"""Where the seals of the days are kept outside the database, and to whom they are sent."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def seals(data: Path) -> dict[str, Any]:
    """Return the settings of the daily seal; `YINUO_SEAL_MAIL` names who gets it by mail, if anybody."""
    return {
        "zone": "Asia/Shanghai",
        "folder": data / "seals",
        "mail": os.environ.get("YINUO_SEAL_MAIL", ""),
        "put_mail": "yinuo.outbox.commands.put_mail",
        "about": "yinuo.outbox.commands.About",
    }
