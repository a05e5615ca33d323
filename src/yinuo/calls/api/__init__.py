"""The main job for machines: calls, vouchers, days, the ledger, devices' histories and the journal."""

from __future__ import annotations

from yinuo.calls.api.call import router as call
from yinuo.calls.api.days import router as days
from yinuo.calls.api.files import router as files
from yinuo.calls.api.histories import router as histories
from yinuo.calls.api.lookup import router as lookup
from yinuo.calls.api.onsite import router as onsite
from yinuo.calls.api.register import router as register
from yinuo.calls.api.sheets import router as sheets
from yinuo.calls.api.voucher import router as voucher

ROUTERS = (sheets, register, call, voucher, onsite, files, days, lookup, histories)
