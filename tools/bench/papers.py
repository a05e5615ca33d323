"""Papers: one voucher warm, and a thousand as one file, with what holds the memory.

`python -m tools.bench.papers [COUNT]` prints JSON: milliseconds of one voucher (median and 95th of a
hundred), seconds and megabytes of COUNT (1,000 when not told). Only setting is measured: content is made up.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from yinuo.papers import qr, render

TIMES = 100


def sheet(number: int) -> dict[str, Any]:
    """Return a made-up voucher, each with a number, a code and texts of its own."""
    rows = [
        ["客户", f"昆仑体检中心 市区本部 放射科 {number}"],
        ["联系人", "鲁护士长", "电话", "020-0000 1286", "机型", "KL-64 CT", "序号", f"2309-{number:04}"],
        *(
            [name, f"{name}：滤网积灰，过热保护，换滤网，清风道，试机 {number} 次正常"]
            for name in "报现原处零"
        ),
        ["来电", "2026-11-24 10:35", "应到", "2026-11-25 09:05", "到达", "2026-11-24 12:00", "离开", "12:45"],
        ["金额大写", "壹仟贰佰捌拾肆元伍角"],
    ]
    return {
        "title": "服务凭证",
        "lang": "zh",
        "branch": "蓬莱分公司",
        "date": "2026-11-24",
        "number": f"SH-20261124-{number:04}-1",
        "copy": "第二联 客户",
        "rows": rows,
        "earlier": [["2026-10-08", f"SH-20261008-{number:04}-1", "扫描时有异响；换滤网", "陶谦"]] * 5,
        "earlier_title": "以前的服务",
        "sign_title": "客户签字",
        "chop_title": "公章",
        "chop_date": "年　月　日",
        "signed": "鲁护士长 2026-11-24 12:00",
        "strokes": None,
        "qr": qr.svg(f"https://service.example/calls/SH-20261124-{number:04}"),
        "qr_words": "扫码查看",
        "hash": [],
        "hash_title": "",
        "hash_words": "",
        "foot": "柳眉 2026-11-24 12:00 打印，第 1 次打印",
        "page_words": "第 {page} 页，共 {pages} 页",
    }


def one() -> dict[str, float]:
    """Return how long one voucher takes, warm, each different from the one before; in milliseconds."""
    for number in range(5):
        render.pdf("form", [sheet(number)])
    taken, busy = [], process_time()
    for number in range(TIMES):
        made = sheet(10_000 + number)
        start = perf_counter()
        render.pdf("form", [made])
        taken.append((perf_counter() - start) * 1000)
    busy = (process_time() - busy) * 1000 / TIMES
    return {
        "one_ms": round(median(taken), 1),
        "one_p95_ms": round(quantiles(taken, n=20)[-1], 1),
        "one_processor_ms": round(busy, 1),
    }


def many(count: int) -> dict[str, float]:
    """Return how long `count` vouchers take as one file; in seconds, and what it weighs."""
    sheets = [sheet(number) for number in range(count)]
    start, busy = perf_counter(), process_time()
    lots = [sheets[at : at + render.LOT] for at in range(0, count, render.LOT)]
    paper = render.joined(render.pdf("form", lot) for lot in lots)
    return {
        "count": count,
        "many_s": round(perf_counter() - start, 2),
        "many_processor_s": round(process_time() - busy, 2),
        "file_mb": round(len(paper) / 1e6, 1),
    }


def main(words: list[str]) -> None:
    """Measure and print."""
    count = int(words[0]) if words else 1_000
    told = {**one(), **many(count)}
    told["most_memory_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
