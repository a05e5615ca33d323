"""The policy as it ships, read once from the data files beside this module.

`CLAUSES` and `PARAMETERS` keep the order of the files, which is the order on screen. The Chinese and
English wordings are the product's own.
"""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from yinuo.lib.words import Words, w
from yinuo.people.rights import ROLES
from yinuo.policy.shipped.shapes import MARK, Parameter, Written
from yinuo.policy.states import Carried, Kind

__all__ = ["CLAUSES", "IN_FORCE_FROM", "MARK", "PARAMETERS", "TOLD", "WHO", "Parameter", "Written"]

IN_FORCE_FROM = datetime(2000, 1, 1, tzinfo=UTC)
NOT_YET = w("尚无相应功能，不立事项。", "Nothing in the product does it yet; no duty opens.")
STEPS_NAME = w("提醒与上报", "Reminders and escalation")

# Who can be reminded or told besides a role: the one who owes the duty.
TOLD: dict[str, Words] = {"owner": w("责任人", "the owner"), **ROLES}
WHO: dict[str, Words] = {
    **TOLD,
    "customer": w("客户", "customer"),
    "everyone": w("各岗位", "everyone"),
    "person_on_duty": w("值班人员", "person on duty"),
    "department_in_charge": w("主管部门", "department in charge"),
}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text("utf-8"))


def _words(raw: dict[str, str]) -> Words:
    return Words(raw["zh"], raw["en"])


def _parameter(key: str, raw: dict[str, Any]) -> Parameter:
    least, most = raw.get("range", (None, None))
    return Parameter(
        id=key,
        kind=Kind(raw["kind"]),
        name=_words(raw["name"]),
        shipped=raw.get("value"),
        default=raw.get("default", False),
        optional=raw.get("optional", False),
        ordered=raw.get("ordered", False),
        least=None if least is None else Decimal(least),
        most=None if most is None else Decimal(most),
        unit=_words(raw["unit"]) if "unit" in raw else None,
        whole=_words(raw["whole"]) if "whole" in raw else None,
        choices={choice["code"]: _words(choice) for choice in raw.get("choices", ())},
    )


def _steps(clause: str, ladder: list[str]) -> Parameter:
    raw = {"kind": Kind.STEPS, "name": STEPS_NAME.as_json(), "value": ladder, "default": True}
    return _parameter(f"{clause}.steps", raw)


def _parameters() -> dict[str, Parameter]:
    files = ("parameters_p", "parameters_g", "parameters_s")
    single = [_parameter(key, raw) for name in files for key, raw in _read(name).items()]
    steps = _read("steps")
    ladders = [_steps(clause, steps["ladders"][name]) for clause, name in steps["clauses"].items()]
    return {parameter.id: parameter for parameter in (*single, *ladders)}


def _clause(key: str, raw: dict[str, Any]) -> Written:
    return Written(
        id=key,
        text=_words(raw),
        who=_words(raw["who"]),
        by_when=_words(raw["by_when"]),
        evidence=_words(raw["evidence"]),
        consequence=_words(raw["consequence"]),
        now=_words(raw["now"]) if "now" in raw else NOT_YET,
        roles=tuple(raw["roles"]),
        carried=Carried(raw["carried"]),
    )


def _clauses() -> dict[str, Written]:
    files = ("clauses_p1", "clauses_p2", "clauses_g1", "clauses_g2", "clauses_s")
    return {key: _clause(key, raw) for name in files for key, raw in _read(name).items()}


PARAMETERS = _parameters()
CLAUSES = _clauses()
