"""The programming interface: every room's router under /api/v1, with one way to refuse."""

from __future__ import annotations

from yinuo.calls.api import ROUTERS as CALLS
from yinuo.customers.api import router as customers
from yinuo.devices.api import router as devices
from yinuo.dispatch.api import router as dispatch
from yinuo.duties.api import router as duties
from yinuo.handbook.api import router as handbook
from yinuo.papers.api import router as papers
from yinuo.people.api import router as people
from yinuo.people.http import AUTHENTICATION
from yinuo.policy.api import router as policy
from yinuo.web.machine.interface import Interface

DESCRIPTION = """
The promises of an after-sales service department, for machines. 售后服务的承诺，供程序使用。

* A bearer token: `yinuo token add USER --days N`. 令牌放在 Authorization 里。
* Every write takes `Idempotency-Key`; a repeat gets the first answer. 每个写请求带编号，重发得到同一个回答。
* Every change takes `If-Match` with the `version` it is made on. 改动要说明依据的版本。
* A refusal is `application/problem+json`, in the language of `Accept-Language`. 没有办成时说明原因。
* Instants are ISO 8601 with an offset. 时间带时区。
"""

api = Interface(
    title="Yinuo 一诺",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    auth=list(AUTHENTICATION),
)
for router in (people, papers, *CALLS, dispatch, duties, customers, devices, handbook, policy):
    api.add_router("", router)
