"""`python -m tools.bench.inside MODULE WORD…`: runs a module's `main` with Django set up, prints JSON."""

from __future__ import annotations

import json
import sys
from importlib import import_module

from yinuo.cli.ready import set_up_with_database


def main(words: list[str]) -> int:
    """Run the module that is named in the installation of the environment."""
    set_up_with_database()
    told = import_module(f"tools.bench.{words[0]}").main(words[1:])
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
