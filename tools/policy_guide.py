"""Write the guide to the policy, docs/use/policy.zh.md and policy.en.md, from the clauses as they ship.

usage: python3 -m tools.policy_guide          (a test holds the two files to it)
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT / "src"))

from yinuo.lib.words import Words, w  # noqa: E402 - found only after the line above
from yinuo.policy.rules import Issue, Policy, composed, describe, told, typed  # noqa: E402
from yinuo.policy.shipped import CLAUSES, IN_FORCE_FROM, PARAMETERS  # noqa: E402
from yinuo.policy.states import CARRIED_WORDS, KIND_WORDS, PART_WORDS, REST_WORDS, TAB_WORDS, Kind  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from yinuo.policy.rules import Clause
    from yinuo.policy.shipped import Parameter

TITLE = w("规章与系统现在的做法", "The policy, and what the system does about it now")
HEAD = w(
    """规章有三部分：软件系统（P）、上门与维修（G）、服务过程（S）。每条有编号，到处通用；
D10 是产品自己的约定。下面逐条写明内容、责任人、时限、凭据、未做到时如何、参数，以及系统现在做什么。
写着「尚未由系统执行」的，系统就不执行，也不立事项。

* **°** 表示规章没有写、由产品设定的默认值；公司可以同样更改。
* 参数的每次修改都是新版本，自发布之时或预定之日生效，不能追溯。
  此前发生的事按当时的版本判断；叫修按报修时的版本判断到底。
* 随产品而来的是第 1 版，自 2000-01-01 起有效。
* 「同一工作日」指当天下班前，「下一个工作日」指次一工作日下班前；工时只在工作时间内计算。
* 规章页可查各条、参数和各版本；目前还没有修改参数的界面。
""",
    """The policy has three parts: delivered systems (P), goods (G), the service process (S). Every clause has
an id that is used everywhere; D10 is a settlement of the product's own. Below stand, clause by clause, its
text, who, by when, the evidence, what follows if not, its parameters, and what the system does now. What is
marked as not carried out is not, and opens no duty.

* **°** marks what the written policy does not say and the product settled; a company changes it likewise.
* Every change of a parameter is a new version, in force when published or on its scheduled day, never
  back-dated. What happened before is judged by the older version; a call is judged to its end by the version
  in force at its reported time.
* Version 1 ships with the product and is in force from 2000-01-01.
* "The same working day" means by that day's closing, "the next working day" by the next one's; working time
  counts only inside opening hours.
* The policy page shows clauses, parameters and versions; there is no screen yet to change a parameter.
""",
)
HEADINGS = (w("参数", "Parameter"), w("现值", "Value"), w("种类", "Kind"), w("范围", "Range"))
STEPS = w("提醒与上报°", "Reminders and escalation °")
REST = w("不属于条款的参数", "Parameters outside the clauses")


def guide(language: str) -> str:
    """Return the whole guide in one language."""
    policy = composed([Issue(1, IN_FORCE_FROM, {})])[0]
    return "\n".join(_lines(policy, language)) + "\n"


def _lines(policy: Policy, language: str) -> Iterator[str]:
    yield f"# {TITLE.said(language)}"
    yield ""
    yield HEAD.said(language)
    for code, words in TAB_WORDS.items():
        yield f"## {code}. {words.said(language)}"
        yield ""
        for key in CLAUSES:
            if key.startswith(code):
                yield from _clause(policy, policy.clause(key), language)
    yield f"## {REST.said(language)}"
    yield ""
    outside = [each for each in PARAMETERS.values() if each.clause in REST_WORDS]
    yield from _table(policy, outside, language)


def _clause(policy: Policy, clause: Clause, language: str) -> Iterator[str]:
    yield f"### {clause.id}"
    yield ""
    yield clause.text.said(language)
    yield ""
    for part, words in PART_WORDS.items():
        yield _point(words, getattr(clause, part), language)
    yield _point(CARRIED_WORDS[clause.carried], clause.now, language)
    steps = policy.steps(clause.id) if clause.implemented else ()
    if steps:
        said = ("；" if language == "zh" else "; ").join(told(step).said(language) for step in steps)
        yield _point(STEPS, Words(said, said), language)
    yield ""
    yield from _table(policy, [each for each in clause.parameters if each.kind is not Kind.STEPS], language)


def _point(label: Words, words: Words, language: str) -> str:
    colon = "：" if language == "zh" else ": "
    return f"* **{label.said(language)}**{colon}{words.said(language)}"


def _table(policy: Policy, parameters: list[Parameter], language: str) -> Iterator[str]:
    if not parameters:
        return
    yield "| id | " + " | ".join(words.said(language) for words in HEADINGS) + " |"
    yield "|---|---|---|---|---|"
    for parameter in parameters:
        cells = (parameter.name, policy.described(parameter.id), KIND_WORDS[parameter.kind])
        said = " | ".join(words.said(language) for words in cells)
        yield f"| `{parameter.id}` | {said} | {_range(parameter, language)} |"
    yield ""


def _range(parameter: Parameter, language: str) -> str:
    if parameter.choices:
        words = [choice.said(language) for choice in parameter.choices.values()]
        return ("、" if language == "zh" else ", ").join(words)
    if parameter.least is None or parameter.most is None:
        return ""
    between = w("{low} 至 {high}", "{low} to {high}")
    if parameter.kind is Kind.TEXT:
        between = w("{low} 至 {high} 字", "{low} to {high} characters")
    low, high = (_bound(parameter, each) for each in (parameter.least, parameter.most))
    return between.format(low=low, high=high).said(language)


def _bound(parameter: Parameter, bound: Decimal) -> Words:
    if parameter.kind is Kind.TEXT:
        return Words(str(bound), str(bound))
    exact = parameter.kind in {Kind.MONEY, Kind.RATIO}
    return describe(parameter, typed(parameter, str(bound) if exact else int(bound)))


def main() -> None:
    """Write both files."""
    for language in ("zh", "en"):
        (CHECKOUT / "docs" / "use" / f"policy.{language}.md").write_text(guide(language), "utf-8")


if __name__ == "__main__":
    main()
