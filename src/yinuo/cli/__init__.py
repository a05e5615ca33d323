"""The command `yinuo`: starts the service and does what is done from a terminal.

Owns words on the terminal and exit codes; knows every package, and imports it only when its command runs.
Leaves the doing to the packages.
"""

from __future__ import annotations
