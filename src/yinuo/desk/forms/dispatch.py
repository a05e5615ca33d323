"""What a dispatcher decides: who goes and helps, when, with which tools, and why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yinuo.dispatch.commands import Plan
from yinuo.lib.words import Words, w
from yinuo.web.forms import ChoiceField, Form, InstantField, ManyField, TextField
from yinuo.web.forms.saying import lazily

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yinuo.dispatch.queries import Candidate

BETWEEN = re.compile(r"[、，,；;\n]+")
TOOLS_MOST = 20
TOOLS_NEEDED = w(
    "故障派工要列出带去的工具（S2.4）。", "A breakdown is dispatched with its tools listed (S2.4)."
)
ORDER_NEEDED = w(
    "前一天交接下来的还没派完，要先派（G13）；不先派要写原因。",
    "Calls handed over go first (G13); anything before them needs a reason.",
)


class Dispatch(Form):
    """The plan of one dispatch; who may be chosen is offered by `take`."""

    technician = ChoiceField(w("派给谁？", "Who goes?"), shown="pick")
    planned_start = InstantField(w("计划出发", "Planned start"), optional=True)
    tools = TextField(
        w("带去的工具", "Tools to take along"),
        optional=True,
        rows=2,
        max_length=400,
        hint=w("用顿号或换行分开", "one a line, or with commas"),
    )
    helpers = ManyField(w("一起去的人", "Helpers"), optional=True)
    reason = TextField(
        w("为什么派不合要求的人？", "Why somebody who does not fit?"), optional=True, max_length=400
    )
    order_reason = TextField(
        w("为什么不先派交接下来的？", "Why before those handed over?"), optional=True, max_length=400
    )

    def take(self, people: Sequence[Candidate]) -> None:
        """Offer the branch's technicians as lead and as helpers."""
        offered = [(each.user.username, Words(each.user.name, each.user.name)) for each in people]
        self.offer("technician", offered)
        self.offer("helpers", offered)

    def need_tools(self) -> None:
        """Ask for the tools: a breakdown does not go without (S2.4)."""
        self.fields["tools"].required = True
        self.fields["tools"].error_messages["required"] = lazily(TOOLS_NEEDED)

    def need_order_reason(self) -> None:
        """Ask why this one goes before those handed over (G13)."""
        self.fields["order_reason"].required = True
        self.fields["order_reason"].error_messages["required"] = lazily(ORDER_NEEDED)

    @property
    def plan(self) -> Plan:
        """The decision as the command takes it."""
        told = self.cleaned_data
        return Plan(
            technician=told["technician"],
            helpers=tuple(told["helpers"]),
            planned_start=told["planned_start"],
            tools=tools_of(told["tools"]),
            reason=told["reason"],
            order_reason=told["order_reason"],
        )


def tools_of(text: str) -> tuple[str, ...]:
    """Return the tools named in `text`, each once, at most `TOOLS_MOST`."""
    named = (" ".join(each.split()) for each in BETWEEN.split(text))
    return tuple(dict.fromkeys(each for each in named if each))[:TOOLS_MOST]
