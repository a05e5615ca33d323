"""Judges a restored installation: `python -m tests.upkeep.judging LIST`, run where the database is."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django


def main(listed: list[str]) -> list[str]:
    """Every finding: an acknowledged write that is not there, a number given twice, what the audit finds."""
    from tests.crashes.judge import lives_of_answers, lost, twice
    from yinuo.journal.audit import verify

    found = [*lost([json.loads(line) for line in listed]), *twice(lives_of_answers())]
    return [*found, *(str(finding) for finding in verify())]


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(Path(sys.argv[1]).read_text("utf-8").splitlines()), ensure_ascii=False))
