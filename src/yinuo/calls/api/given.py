"""What a machine may send about calls and vouchers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from yinuo.agreements.states import Category
from yinuo.calls.states import POINT_WORDS, Channel, CodeWay, Injury, Kind, Outcome, Purpose, SignatureKind
from yinuo.customers.states import Zone
from yinuo.web.machine.given import (
    Given,
    Instant,
    Latitude,
    Longitude,
    Minutes,
    Money,
    Needed80,
    Needed400,
    Text24,
    Text40,
    Text60,
    Text80,
    Text120,
    Text200,
    Text400,
    Text1000,
    Text4000,
    Yes,
)

Fault = Annotated[str, Field(min_length=1, max_length=4000)]
Image = Annotated[str, Field(max_length=12_000_000, description="base64 of a PNG or JPEG, or a data: URL")]
Point = Literal["introduced", "tidy", "site_clean", "data_kept", "safety_kept"]
Quantity = Annotated[Decimal, Field(ge=0, le=9999, decimal_places=2, allow_inf_nan=False)]
assert set(Point.__args__) == set(POINT_WORDS)  # type: ignore[attr-defined]


def _plain(value: object) -> object:
    if isinstance(value, dict | list) or (isinstance(value, str) and len(value) > 2000):
        raise PydanticCustomError("plain_value", "a text, a number, true, false or null")
    return value


Answer = Annotated[Any, BeforeValidator(_plain)]


class DeviceGiven(Given):
    """A device of a call: the number of one on record, or model and serial. 设备：编号，或机型与序号"""

    number: Text24 = ""
    product_model: Text40 = ""
    serial: Text60 = ""
    department: Text80 = ""


class CallGiven(Given):
    """A request as it was told; customer and devices may be new. 叫修内容；客户与设备可以是新的"""

    branch: Text24 = Field("", description="code of the branch; by default one's own")
    customer: Text24 = Field("", description="number of a customer on record")
    customer_name: Text120 = ""
    phone: Text24 = ""
    contact_name: Text80 = ""
    address: Text200 = ""
    district: Text40 = ""
    zone: Zone | None = None
    product_model: Text40 = ""
    serial: Text60 = ""
    department: Text80 = ""
    devices: Annotated[list[DeviceGiven], Field(max_length=20)] = Field(default_factory=list)
    kind: Kind = Kind.BREAKDOWN
    fault: Fault
    reported_at: Instant | None = Field(None, description="any past instant; by default now")
    channel: Channel = Channel.API
    injury: Injury = Injury.NO
    injury_learned_at: Instant | None = None
    category: Category | None = Field(None, description="only to override what cover says")
    category_override: Text400 = Field("", description="why the category is another one")
    expected_cost: Money | None = None


class JudgeGiven(CallGiven):
    """A request that is still being typed. 还在填写的叫修"""

    fault: Text4000 = ""


class NoteGiven(Given):
    """A remark. 备注"""

    note: Text400 = ""


class ReasonGiven(Given):
    """A reason. 原因"""

    reason: Needed400


class AgreeGiven(Given):
    """A later time the customer wants. 客户要求改约的时间"""

    due_at: Instant
    asked_by: Needed80


class RemoteGiven(Given):
    """How it was solved by telephone, and what the customer said to it. 电话解决与客户的话"""

    solution: Fault
    customers_word: Needed400


class DuplicateGiven(Given):
    """The call this one is a duplicate of. 并入的叫修号"""

    of: Text40


class CancelGiven(ReasonGiven):
    """Why a call is cancelled, and that a technician under way knows. 作废原因"""

    confirmed: Yes = False


class AssessmentGiven(Given):
    """The assessment of a reported injury. 伤害评估"""

    assessment: Annotated[str, Field(min_length=1, max_length=1000)]


class ZoneGiven(Given):
    """Town or suburbs, confirmed by a person. 市区或郊区"""

    zone: Zone


class CategoryGiven(ReasonGiven):
    """Another category with its reason. 改类别"""

    category: Category


class StepGiven(Given):
    """A step by the person's own clock. 按手机时钟的一步"""

    claimed_at: Instant | None = Field(None, description="the time by the person's own device")


class DeclineGiven(StepGiven):
    """Why a job is declined. 退单原因"""

    reason: Needed400


class SetOutGiven(StepGiven):
    """Setting out, with the tools. 出发，带齐工具"""

    tools_confirmed: Yes = False


class PositionGiven(Given):
    """One point in WGS-84 degrees. 一个位置"""

    latitude: Latitude
    longitude: Longitude


class ArriveGiven(StepGiven):
    """Arrival, with one point when the person allows it. 到达，可附位置"""

    position: PositionGiven | None = None


class PartGiven(Given):
    """A part that was used. 用过的配件"""

    name: Needed80
    quantity: Quantity = Decimal(1)
    maker: Text80 = ""
    number: Text60 = ""
    serial: Text60 = ""


class ReadingGiven(Given):
    """A reading that was taken. 读数"""

    name: Needed80
    value: Text40
    unit: Text24 = ""


class RecordGiven(StepGiven):
    """The service record; only what is given is changed. 服务记录，只改给出的几项"""

    spoken_with: Text80 | None = None
    learned: Text4000 | None = None
    proposed: Text4000 | None = None
    found: Text4000 | None = None
    cause: Text4000 | None = None
    work: Text4000 | None = None
    points: Annotated[list[Point], Field(max_length=5)] | None = None
    answers: Annotated[dict[Text40, Answer], Field(max_length=100)] | None = None
    readings: Annotated[list[ReadingGiven], Field(max_length=50)] | None = None
    parts: Annotated[list[PartGiven], Field(max_length=50)] | None = None
    minutes: Minutes | None = None
    fee: Money | None = None
    new_knowledge: Yes | None = None

    def values(self) -> dict[str, Any]:
        """Return the fields that were given, as the command takes them."""
        named = self.model_fields_set - {"claimed_at", "reason"}
        given = {name: getattr(self, name) for name in named}
        rows = {
            name: [row.model_dump(mode="json") for row in given[name]]
            for name in ("readings", "parts")
            if given.get(name) is not None
        }
        return {name: value for name, value in {**given, **rows}.items() if value is not None}


class AmendGiven(RecordGiven):
    """What is amended in a signed record, and why. 更正已签的记录"""

    reason: Needed400


class EscalateGiven(StepGiven):
    """What can't be solved on site, and whom it is told. 上报解决不了的问题"""

    problem: Fault
    department: Text40 = Field(description="the role in charge, such as service_department")
    concerned: Annotated[list[Text40], Field(max_length=10)] = Field(default_factory=list)
    found_at: Instant | None = Field(None, description="by default now")


class SolutionGiven(Given):
    """The solution the department in charge has fixed. 定下的解决办法"""

    solution: Fault


class SignGiven(StepGiven):
    """A signature, or why there is none. 签字，或未签的原因"""

    kind: SignatureKind
    purpose: Purpose = Purpose.COMPLETED
    signer: Text80 = ""
    post: Text80 = ""
    strokes: Annotated[str, Field(max_length=60_000, description="SVG path of the drawing")] = ""
    image: Image = ""
    unsigned_reason: Text24 = ""
    unsigned_note: Text400 = ""
    code: Annotated[
        str, Field(max_length=12, description="the code told by the customer / 客户说出的验证码")
    ] = ""


class CodeGiven(StepGiven):
    """Where a signing code goes: by message, or to the clerks who read it out. 验证码发到哪里"""

    phone: Text24
    purpose: Purpose = Purpose.COMPLETED
    way: CodeWay = CodeWay.CLERK


class LeaveGiven(StepGiven):
    """How the visit ended. 离开时的结果"""

    outcome: Outcome
    note: Text400 = ""


class HandbookGiven(Given):
    """What is new, for the service handbook. 写进服务手册"""

    symptom: Needed400
    cause: Text1000 = ""
    solution: Fault


class CloseGiven(Given):
    """Why vouchers that were not received may stand over. 日结说明"""

    explained: Annotated[dict[Text60, Needed400], Field(max_length=500)] = Field(default_factory=dict)
