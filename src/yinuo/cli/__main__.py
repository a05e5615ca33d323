"""`python -m yinuo.cli` is the command `yinuo`, for where no script was installed."""

from __future__ import annotations

from yinuo.cli import main

if __name__ == "__main__":
    main(prog_name="yinuo")
