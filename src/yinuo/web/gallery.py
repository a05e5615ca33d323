"""What the gallery page shows: every part once, in each of its states, with invented people and companies."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from yinuo.lib.refusal import Conflict
from yinuo.lib.words import w
from yinuo.web import clock, due
from yinuo.web.forms import (
    CheckField,
    ChoiceField,
    DayField,
    FilesField,
    Form,
    InstantField,
    ManyField,
    MoneyField,
    PhoneField,
    TextField,
    Way,
)
from yinuo.web.why import Line, Why

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from yinuo.web.due import Chip

FACES = ("desk", "phone", "portal", "login", "register")

WHY = Why(
    title=w("为什么是明天 09:05？", "Why tomorrow 09:05?"),
    clause="G14",
    quote=w("市区 6 工时内到达，郊区 7 工时。", "In town within 6 working hours, in the suburbs within 7."),
    lines=(
        Line(w("今天 10:35 至 12:00", "today 10:35 to 12:00"), w("1 小时 25 分", "1 h 25 min")),
        Line(w("12:00 至 13:30 午休", "12:00 to 13:30 lunch"), w("不计", "not counted"), skip=True),
        Line(w("13:30 至 17:30", "13:30 to 17:30"), w("4 小时", "4 h")),
        Line(w("夜间", "night"), w("不计", "not counted"), skip=True),
        Line(w("明天 08:30 至 09:05", "tomorrow 08:30 to 09:05"), w("35 分", "35 min")),
    ),
    total=Line(w("市区", "town"), w("6 工时", "6 working hours")),
    foot=w("规章第 7 版，10 月 1 日起", "policy version 7, from 1 October"),
    url="/gallery",
)

CLIENTS = (
    (w("桃源县人民医院", "Taoyuan County People's Hospital"), w("设备科", "equipment dept")),
    (w("方丈岛康复医院", "Fangzhang Island Rehabilitation Hospital"), w("检验科", "laboratory")),
    (w("云梦乡中心卫生院", "Yunmeng Township Health Centre"), w("检验科", "laboratory")),
    (w("瀛洲口腔门诊", "Yingzhou Dental Clinic"), w("影像室", "imaging room")),
    (
        w(
            "蓬莱仙岛第三人民医院附属妇女儿童康复医疗中心",
            "Penglai Third People's Hospital Women and Children's Centre",
        ),
        w("新生儿科", "neonatology"),
    ),
)


class Sample(Form):
    """One of each field."""

    phone = PhoneField(w("手机", "Mobile"), words="tel")
    fault = TextField(w("什么故障？", "What is wrong?"), rows=2, max_length=2000)
    hurt = ChoiceField(
        w("有人受伤，或者可能受伤吗？", "Was anyone hurt, or could have been?"),
        choices=(
            ("no", w("没有", "No")),
            ("yes", w("有或可能", "Yes or maybe")),
            ("unknown", w("不清楚", "Not known")),
        ),
    )
    device = ChoiceField(
        w("哪一台？", "Which device?"),
        hint=w("按 1、2", "press 1, 2"),
        shown="pick",
        choices=(
            ("1", w("KL-64 CT 2309-0052", "KL-64 CT 2309-0052")),
            ("2", w("DR-9 数字X线机", "DR-9 X-ray")),
        ),
    )
    kind = ChoiceField(
        w("类别", "Kind"),
        shown="select",
        choices=(
            ("a", w("故障", "Breakdown")),
            ("b", w("保养", "Maintenance")),
            ("c", w("安装", "Installation")),
        ),
    )
    at = InstantField(w("报修时间", "Reported at"))
    until = DayField(w("保修至", "Under warranty until"), optional=True)
    fee = MoneyField(w("收费", "Fee"), hint=w("元", "yuan"), optional=True)
    skills = ManyField(
        w("技能", "Skills"), optional=True, choices=(("ct", w("CT", "CT")), ("us", w("超声", "Ultrasound")))
    )
    photos = FilesField(w("照片", "Photos"), optional=True, accept="image/*")
    told = CheckField(w("已当面说明", "Explained in person"))


class Reason(Form):
    """A second, smaller form."""

    reason = TextField(w("理由", "Reason"), optional=True)
    technician = ChoiceField(w("技术员", "Technician"), optional=True, choices=(("b", w("白岩", "Bai Yan")),))


def context(query: Mapping[str, str]) -> dict[str, Any]:
    """Return what the gallery's templates show; `?count=` rows in the register."""
    now = clock.now()
    asked = query.get("count", "12")
    count = int(asked) if asked.isdigit() else 12
    refused = Sample({"phone": "100 0000 12", "fault": "E-2107", "kind": "a", "at": "2026-02-30 10:00"})
    refused.is_valid()
    return {
        "chips": chips(now),
        "big": [one(92, 360, now), one(-6, 360, now)],
        "form": Sample(initial={"at": now}),
        "refused": refused,
        "changed": changed(),
        "blocked": blocked(),
        "rows": [row(place, now) for place in range(min(count, 5000))],
        "soon": now + timedelta(hours=23),
        "page_now": now,
        "left": 320,
        "fee": 1284,
    }


def chips(now: datetime) -> list[Chip]:
    """Return the six states of the due chip."""
    return [
        one(282, 360, now),
        one(92, 360, now),
        one(29, 360, now),
        one(-6, 360, now),
        due.kept(w("10:02 到达", "arrived 10:02")),
        due.waiting(w("等客户授权", "customer's leave")),
    ]


def one(left: int, total: int, now: datetime) -> Chip:
    """Return a counting chip of so many minutes; the branch is open for the next three hours."""
    windows = [(now, now + timedelta(hours=3))]
    return due.counting(timedelta(minutes=left), timedelta(minutes=total), now=now, windows=windows)


def changed() -> Reason:
    """Return a form whose record somebody else changed in between."""
    form = Reason({"technician": "b"})
    form.is_valid()
    difference = {"technician": {"yours": "白岩", "now": "贾立"}}
    words = w("秦可 10:31 把技术员改成了贾立。", "Qin Ke changed the technician to Jia Li at 10:31.")
    form.add_refusal(Conflict("stale", words, difference=difference))
    return form


def blocked() -> Reason:
    """Return a form whose deed the policy does not allow now."""
    form = Reason({})
    form.is_valid()
    words = w(
        "不能归档：客户还没有签字。G4 签了字的凭证才能归档。",
        "It cannot be filed: the customer has not signed. G4 files signed vouchers only.",
    )
    form.add_refusal(Conflict("unsigned", words))
    form.way_out = Way(w("去签字", "Get the signature"), "/gallery")
    return form


def row(place: int, now: datetime) -> dict[str, Any]:
    """Return one row of the register."""
    client, room = CLIENTS[place % len(CLIENTS)]
    left = (-6, 29, 92, 209, 353, 346)[place % 6]
    chip = one(left, 360, now) if place % 7 else due.kept(w("10:02 到达", "arrived 10:02"))
    return {
        "number": 40 + place,
        "at": now - timedelta(minutes=7 * place),
        "client": client,
        "room": room,
        "fault": w("曝光后无图像", "no image after exposure"),
        "due": now + timedelta(minutes=left * 4),
        "chip": chip,
        "done": place % 9 == 8,
    }
