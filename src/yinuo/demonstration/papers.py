"""What people write down in the demonstration: records, readings, signatures, feedback, positions."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from yinuo.agreements.states import Category
from yinuo.calls.commands.escalating import Feedback
from yinuo.calls.commands.signing import Signing
from yinuo.calls.commands.visiting import Position
from yinuo.calls.states import POINT_WORDS, Kind, Purpose, SignatureKind
from yinuo.demonstration.company import checklist
from yinuo.demonstration.stories import saying

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from yinuo.customers.models import Site
    from yinuo.demonstration.stories import Story

COST = Decimal(8600)
DEPARTMENTS = (("service_department", ("team_leader",)), ("team_leader", ("service_department",)))


def added(story: Story, dice: Random) -> dict[str, Any]:
    """Return what a story's turn adds to the request: an override of the category, an expected cost."""
    if story.turn == "category":
        return {"category": Category.WARRANTY, "category_override": saying(dice, "category")}
    return {"expected_cost": COST} if story.turn == "approval" else {}


def meeting(story: Story, dice: Random) -> dict[str, object]:
    """Return what is written on arrival: whom one met, what was learned, proposed and found (S2.3, S1.5)."""
    return {
        "spoken_with": story.contact.name,
        "learned": saying(dice, "learned"),
        "proposed": saying(dice, "proposed"),
        "found": story.fault.found or "与报修一致",
    }


def work(story: Story, dice: Random, *, share: float = 1.0) -> dict[str, object]:
    """Return what is written at the end: cause, work, checklist, parts, time and fee; halfway a part."""
    fault, model = story.fault, story.device.product_model
    minutes = max(5, round(story.pace.work * share))
    if share < 1:
        return {"cause": fault.cause, "work": "已判明原因，待件", "minutes": minutes}
    parts = [
        {"name": name, "maker": model.maker, "serial": f"{dice.randint(10**5, 10**6)}", "quantity": 1}
        for name in fault.parts
    ]
    return {
        "cause": fault.cause or "使用方法",
        "work": fault.work,
        "points": list(POINT_WORDS),
        "answers": answers(story, dice),
        "parts": parts,
        "minutes": minutes,
        "fee": Decimal(dice.randrange(80, 1500, 10)) if dice.random() < 0.4 else Decimal(0),
    }


def answers(story: Story, dice: Random) -> dict[str, object]:
    """Return answers to the model's checklist; now and then a reading outside its limits."""
    skill = story.device.product_model.skill
    return {str(item["code"]): _answer(item, dice) for item in checklist(skill.code if skill else "")}


def _answer(item: dict[str, Any], dice: Random) -> object:
    if item["kind"] == "number":
        low, high = float(item["low"]), float(item["high"])
        beyond = 1.08 if dice.random() < 0.03 else 1.0
        return f"{dice.uniform(low, high) * beyond:.1f}"
    if item["kind"] == "choice":
        return "good" if dice.random() < 0.8 else "worn"
    return f"TT-{dice.randint(100, 999)}" if item["kind"] == "text" else True


def signing(story: Story, dice: Random, purpose: Purpose, *, unsigned: bool) -> Signing:
    """Return the customer's signature, or why there is none."""
    if unsigned:
        reason = saying(dice, "unsigned")
        return Signing(kind=SignatureKind.NONE, purpose=purpose, unsigned_reason=reason)
    return Signing(
        kind=SignatureKind.DRAWN,
        purpose=purpose,
        signer=story.contact.name,
        post=story.contact.post,
        strokes=strokes(dice),
    )


def strokes(dice: Random) -> str:
    """Return the path of a signature drawn in a field of 320 × 120."""
    paths = []
    for start in (20, 110, 200):
        x, y = start, dice.randint(30, 60)
        path = [f"M{x} {y}"]
        for _turn in range(dice.randint(5, 9)):
            x, y = x + dice.randint(2, 14), min(110, max(10, y + dice.randint(-28, 30)))
            path.append(f"L{x} {y}")
        paths.append("".join(path))
    return "".join(paths)


def feedback(dice: Random, *, found_at: datetime) -> Feedback:
    """Return what a technician tells the departments (S2.5)."""
    department, concerned = dice.choice(DEPARTMENTS)
    return Feedback(saying(dice, "escalate"), department, found_at, concerned)


def position(site: Site | None, dice: Random) -> Position | None:
    """Return where the technician arrived: near the site, now and then far, three times in ten not told."""
    if site is None or site.latitude is None or site.longitude is None or dice.random() < 0.3:
        return None
    spread = 0.006 if dice.random() < 0.03 else 0.0008
    north, east = dice.uniform(-spread, spread), dice.uniform(-spread, spread)
    return Position(_moved(site.latitude, north), _moved(site.longitude, east))


def _moved(value: Decimal, by: float) -> Decimal:
    return Decimal(str(round(float(value) + by, 6)))


__all__ = ["Kind", "added", "answers", "feedback", "meeting", "position", "signing", "strokes", "work"]
