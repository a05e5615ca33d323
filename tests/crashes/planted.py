"""The settings of an installation with a planted fault."""

from __future__ import annotations

from yinuo.config.settings import *  # noqa: F403 - everything as it is, and one app more
from yinuo.config.settings import INSTALLED_APPS as USUAL

INSTALLED_APPS = [*USUAL, "tests.crashes.plants.Planted"]
