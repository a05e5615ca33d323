"""The columns of the register and of the ledger as tables to export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.agreements.states import CATEGORY_WORDS, Category
from yinuo.calls.states import (
    CHANNEL_WORDS,
    KIND_WORDS,
    OUTCOME_WORDS,
    STATE_WORDS,
    Channel,
    Kind,
    Outcome,
    State,
)
from yinuo.lib.words import w

if TYPE_CHECKING:
    from yinuo.calls.models import Call, Visit

CALL_HEADS = (
    w("叫修号", "Call"),
    w("分公司", "Branch"),
    w("客户", "Customer"),
    w("联系人", "Contact"),
    w("电话", "Telephone"),
    w("地址", "Address"),
    w("机型", "Model"),
    w("序号", "Serial"),
    w("故障", "Fault"),
    w("种类", "Kind"),
    w("渠道", "Channel"),
    w("类别", "Category"),
    w("来电", "Reported"),
    w("登记", "Registered"),
    w("登记人", "Registered by"),
    w("应到", "Due"),
    w("到达", "Arrived"),
    w("进度", "State"),
    w("销号", "Struck off"),
)
LEDGER_HEADS = (
    w("回执单号", "Receipt form"),
    w("凭证", "Voucher"),
    w("技术员", "Technician"),
    w("客户", "Customer"),
    w("机型", "Model"),
    w("序号", "Serial"),
    w("接受", "Accepted"),
    w("出发", "Set out"),
    w("到达", "Arrived"),
    w("离开", "Left"),
    w("结果", "Outcome"),
    w("归档", "Filed"),
)


def call_row(call: Call) -> tuple[object, ...]:
    """Return a call as a row under `CALL_HEADS`; its devices side by side in one cell."""
    vouchers = list(call.vouchers.all())
    devices = [voucher.device for voucher in vouchers if voucher.device]
    return (
        call.number,
        call.branch.words,
        call.customer.name,
        call.contact_name,
        call.phone,
        call.site.address if call.site else "",
        "、".join(dict.fromkeys(device.product_model.code for device in devices)),
        "、".join(device.serial for device in devices),
        call.fault,
        KIND_WORDS[Kind(call.kind)],
        CHANNEL_WORDS[Channel(call.channel)],
        CATEGORY_WORDS[Category(vouchers[0].category)] if vouchers else "",
        call.reported_at,
        call.registered_at,
        call.registered_by,
        call.arrival_due_at,
        call.arrived_at,
        STATE_WORDS[State(call.state)],
        call.struck_off_at,
    )


def ledger_row(visit: Visit) -> tuple[object, ...]:
    """Return a visit as a row under `LEDGER_HEADS`."""
    voucher, device = visit.voucher, visit.voucher.device
    return (
        visit.receipt_number,
        voucher.number,
        visit.lead.name,
        voucher.call.customer.name,
        device.product_model.code if device else "",
        device.serial if device else "",
        visit.accepted_at,
        visit.set_out_at,
        visit.arrived_at,
        visit.left_at,
        OUTCOME_WORDS[Outcome(visit.outcome)] if visit.outcome else "",
        voucher.filed_at,
    )
