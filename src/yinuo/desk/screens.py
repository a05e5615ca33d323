"""The screens of the office by name: for the palette and the page of settings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.urls import reverse

from yinuo.lib.words import Words, w
from yinuo.people import access
from yinuo.people.commands import name_key
from yinuo.people.rights import Scope

if TYPE_CHECKING:
    from yinuo.people.models import User


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen: address, icon, words, the right it needs, and whether that must reach everything."""

    name: str
    icon: str
    words: Words
    deed: str = ""
    args: tuple[str, ...] = ()
    all_of_it: bool = False
    hint: Words = w("", "")

    @property
    def url(self) -> str:
        """Where it is."""
        return reverse(self.name, args=self.args)


SCREENS = (
    Screen("desk:today", "sun", w("今日", "Today")),
    Screen("desk:register", "notebook", w("叫修登记簿", "Call register"), "call.see"),
    Screen("desk:entry", "phone-incoming", w("登记来电", "Register a call"), "call.register"),
    Screen("desk:dispatch", "calendar-time", w("派工", "Dispatch"), "call.dispatch"),
    Screen("desk:list", "list-details", w("未派工清单", "Undispatched"), "call.see", ("undispatched",)),
    Screen("desk:list", "signature", w("未签字清单", "Unsigned"), "call.see", ("unsigned",)),
    Screen("desk:list", "archive", w("未归档清单", "Unfiled"), "call.see", ("unfiled",)),
    Screen("desk:days", "checks", w("日结", "Closing the days"), "day.close"),
    Screen("desk:ledger", "clipboard-list", w("服务台帐", "Service ledger"), "ledger.see"),
    Screen("desk:customers", "building-hospital", w("客户", "Customers"), "customer.see"),
    Screen("desk:devices", "device-heart-monitor", w("设备", "Devices"), "device.see"),
    Screen("desk:handbook", "book-2", w("服务手册", "Service handbook"), "handbook.see"),
    Screen("desk:customer-new", "plus", w("新客户", "New customer"), "customer.edit"),
    Screen("desk:handbook-new", "writing", w("写进手册", "Write an entry"), "handbook.write"),
)
SETTINGS = (
    Screen(
        "policy:page",
        "list-check",
        w("规章", "Policy"),
        "policy.see",
        hint=w("条款、参数、版本", "clauses, parameters, versions"),
    ),
    Screen(
        "desk:people",
        "users",
        w("人员", "People"),
        "people.see",
        hint=w("角色、技能、资格证、缺勤", "roles, skills, certificates, absences"),
    ),
    Screen(
        "desk:rights", "lock", w("权限表", "Rights"), "people.see", hint=w("谁能做什么", "who may do what")
    ),
    Screen(
        "desk:calendars",
        "calendar",
        w("工作日历", "Calendars"),
        "policy.see",
        hint=w("上班时段、节假日、调休", "hours, holidays, make-up days"),
    ),
    Screen(
        "desk:journal",
        "history",
        w("流水", "Journal"),
        "journal.see",
        all_of_it=True,
        hint=w("谁在什么时候改了什么", "who changed what and when"),
    ),
    Screen(
        "people:mine",
        "key",
        w("我的登录", "My sign-in"),
        hint=w("密码、第二因素、通行密钥、登录着的地方", "password, second factors, passkeys, sessions"),
    ),
)


def open_to(user: User, screens: tuple[Screen, ...]) -> list[Screen]:
    """Return those of `screens` that the person may open."""
    return [each for each in screens if _open(user, each)]


def _open(user: User, screen: Screen) -> bool:
    if not screen.deed:
        return True
    reached = access.scope(user, screen.deed)
    return reached is Scope.ALL if screen.all_of_it else reached is not None


def named(screen: Screen, text: str) -> bool:
    """Whether `text` stands in the screen's name: in either language, in pinyin or in its initials."""
    wanted = text.lower().replace(" ", "")
    whole, initials = _pinyin(screen.words.zh)
    english = screen.words.en.lower().replace(" ", "")
    return (
        wanted in screen.words.zh
        or wanted in english
        or whole.startswith(wanted)
        or initials.startswith(wanted)
    )


@cache
def _pinyin(text: str) -> tuple[str, str]:
    syllables = name_key(text).split()
    return "".join(syllables), "".join(each[0] for each in syllables)
