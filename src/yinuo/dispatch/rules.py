"""Who fits a job, and why: skill, certificate, absence, load, distance (S1.3); every reason can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yinuo.lib.words import Words, w

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class Point:
    """One reason for or against a person: what was looked at, whether it speaks for them, in words."""

    code: str
    fits: bool
    words: Words

    def as_json(self) -> dict[str, object]:
        """Return the stored form of a reason."""
        return {"code": self.code, "fits": self.fits, **self.words.as_json()}


@dataclass(frozen=True, slots=True)
class Need:
    """What a job needs: a skill, perhaps with a certificate that is valid on the day."""

    skill: str
    skill_words: Words
    certificate: bool
    day: date


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person: skills with the end of their certificate, absence, load, distance."""

    skills: dict[str, tuple[str, date | None]]
    away: str | None
    jobs: int
    metres: int | None


def points(need: Need | None, known: Known, *, consider: Sequence[str]) -> list[Point]:
    """Return the reasons for and against a person for a job, in the order they weigh."""
    told: list[Point] = []
    if known.away is not None:
        told.append(
            Point("absent", fits=False, words=w("不在：{why}", "absent: {why}").format(why=known.away))
        )
    if need and "skill" in consider:
        told.append(_skill(need, known))
    if need and need.certificate and "certificate" in consider:
        told.append(_certificate(need, known))
    if "load" in consider:
        words = w("手上 {count} 单", "jobs in hand: {count}").format(count=known.jobs)
        told.append(Point("load", fits=True, words=words))
    if known.metres is not None and "distance" in consider:
        words = w("离 {km} 公里", "{km} km away").format(km=f"{known.metres / 1000:.1f}")
        told.append(Point("distance", fits=True, words=words))
    return told


def misfit(told: Sequence[Point]) -> bool:
    """Whether any reason speaks against the person."""
    return any(not point.fits for point in told)


def rank(told: Sequence[Point], known: Known) -> tuple[int, int, int]:
    """Return the sort key of a person: those who fit first, then fewest jobs, then nearest."""
    against = sum(not point.fits for point in told)
    return against, known.jobs, known.metres if known.metres is not None else 10**9


def _skill(need: Need, known: Known) -> Point:
    if need.skill in known.skills:
        return Point(
            "skill",
            fits=True,
            words=w("会修 {skill}", "has the skill {skill}").format(skill=need.skill_words),
        )
    return Point(
        "skill",
        fits=False,
        words=w("没有 {skill} 技能", "lacks the skill {skill}").format(skill=need.skill_words),
    )


def _certificate(need: Need, known: Known) -> Point:
    name, until = known.skills.get(need.skill, ("", None))
    if not name:
        return Point("certificate", fits=False, words=w("没有资格证", "no certificate"))
    if until is not None and until < need.day:
        words = w("资格证 {until} 已过期", "certificate ended on {until}").format(until=until)
        return Point("certificate", fits=False, words=words)
    return Point("certificate", fits=True, words=w("资格证 {name}", "certificate {name}").format(name=name))
