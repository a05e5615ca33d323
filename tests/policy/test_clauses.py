"""Each clause against the written policy: who, by when, and which parts the product had to settle."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.policy.rules import Issue, composed, judge
from yinuo.policy.shipped import CLAUSES, IN_FORCE_FROM

POLICY = composed([Issue(1, IN_FORCE_FROM, {})])[0]
WHO, WHEN, PROOF, ELSE = "who", "by_when", "evidence", "consequence"

# id, roles, parts with the mark °, by when in Chinese, by when in English
WRITTEN = [
    (
        "P1.1",
        "after_sales_staff team_leader",
        [WHO, PROOF, ELSE],
        "计划终验日前 1 个月",
        "1 month before the planned final acceptance",
    ),
    (
        "P1.2",
        "after_sales_staff team_leader",
        [WHO, PROOF, ELSE],
        "验收后 2 周内",
        "within 2 weeks of acceptance",
    ),
    ("P1.3", "team_leader", [WHO, ELSE], "与 P1.2 同时", "together with P1.2"),
    (
        "P2.1",
        "after_sales_staff",
        [WHEN],
        "当天，至 24:00°止；22:00°以后提出的算次日",
        "the same day, until 24:00°; raised after 22:00° it counts for the next day",
    ),
    ("P2.2", "after_sales_staff sales_director", [ELSE], "当天", "the same day"),
    ("P2.3", "service_department after_sales_staff", [], "按 G20 至 G22", "as in G20 to G22"),
    ("P2.4", "after_sales_staff", [ELSE], "下班前", "before leaving"),
    (
        "P2.5",
        "after_sales_staff technician",
        [ELSE],
        "随时写入；每月末归档",
        "as they occur; filed at the end of each month",
    ),
    ("P2.6", "after_sales_staff", [ELSE], "每月", "each month"),
    (
        "P2.7",
        "after_sales_staff team_leader sales_director committee",
        [PROOF, ELSE],
        "每月末",
        "end of each month",
    ),
    (
        "P2.8",
        "after_sales_staff team_leader",
        [WHEN, PROOF, ELSE],
        "计划：每季开始前°；回访：计划的月份内，每户每季°一次",
        "plan each quarter, before the quarter begins °; visit in its month, every customer each quarter°",
    ),
    (
        "P2.9",
        "person_on_duty",
        [WHEN],
        "09:00 至 22:00，每天°，来电即接",
        "09:00 to 22:00, every day°, at once",
    ),
    (
        "P3.1",
        "after_sales_staff",
        [WHEN],
        "移交后 10 个工作日内°",
        "within 10 working days° after handover",
    ),
    ("P3.2", "after_sales_staff", [ELSE], "随每次变更", "with each change"),
    ("P3.3", "after_sales_staff", [PROOF, ELSE], "变更之前", "before the change"),
    (
        "P3.4",
        "after_sales_staff team_leader",
        [PROOF, ELSE],
        "持续，覆盖最近 2 个月",
        "continuously, covering the last 2 months",
    ),
    (
        "P4",
        "team_leader sales_director salesperson",
        [WHEN, ELSE],
        "到期前 3 个月；指派：报告后 3 个工作日内°",
        "3 months before the end; assignment within 3 working days° after the report",
    ),
    ("P5.1", "sales_manager", [WHEN, ELSE], "定期，每季°", "regularly, each quarter°"),
    (
        "P5.2",
        "service_department sales_director team_leader",
        [WHO, WHEN, PROOF],
        "5 个工作日内°作出认定",
        "finding within 5 working days°",
    ),
    ("P5.3", "service_department sales_director", [], "认定之时", "on finding"),
    ("P5.4", "team_leader sales_director committee", [], "不定期", "as it occurs"),
    (
        "P5.5",
        "committee",
        [WHO, WHEN, ELSE],
        "发布之日；可预定生效日，不得追溯°",
        "the day of publishing; may be scheduled, never back-dated °",
    ),
    ("P6.1", "sales_director team_leader", [WHO, PROOF, ELSE], "每月", "each month"),
    ("P6.2", "team_leader after_sales_staff", [WHO, PROOF, ELSE], "每月", "each month"),
    (
        "G1",
        "clerk supervisor",
        [WHO, WHEN, ELSE],
        "登记时；判定顺序：免费、合同、有费°",
        "at registration; looked for in the order warranty, contract, paid°",
    ),
    ("G2", "everyone", [PROOF], "随各步骤", "with each step"),
    (
        "G3",
        "clerk",
        [WHEN, ELSE],
        "即时（工作时间 10 分钟°内）",
        "at once (within 10 working minutes°)",
    ),
    ("G4", "technician clerk", [WHEN, ELSE], "下一个工作日°", "the next working day°"),
    (
        "G5",
        "technician accountant",
        [WHEN, PROOF, ELSE],
        "同一工作日；小额指 200 元°以内",
        "the same working day; small means up to 200 yuan°",
    ),
    (
        "G6",
        "technician clerk",
        [WHEN, ELSE],
        "当场；交业务员：同一工作日°",
        "on the spot; at the branch the same working day°",
    ),
    ("G7", "technician supervisor clerk", [ELSE], "计划时间", "planned time"),
    (
        "G8",
        "technician accountant",
        [ELSE],
        "送还之日（同一工作日）",
        "the day of return (the same working day)",
    ),
    (
        "G9",
        "technician supervisor",
        [WHEN, ELSE],
        "即时，最迟到计划时间°",
        "at once, at the latest at the planned time °",
    ),
    (
        "G10",
        "technician supervisor",
        [WHEN, ELSE],
        "同一工作日结束时；阅签：下一个工作日°",
        "end of the same working day; read the next working day°",
    ),
    (
        "G11",
        "supervisor",
        [WHEN, ELSE],
        "每日（下一个工作日° 12:00°前）",
        "each day (the next working day°, 12:00°)",
    ),
    ("G12", "branch_manager service_department", [WHEN, ELSE], "下一个工作日°", "the next working day°"),
    (
        "G13",
        "clerk supervisor",
        [WHEN, ELSE],
        "每日终了（下班后 30 分钟°内）；次一工作日开始 1 工时°内派出",
        "end of the day (within 30 minutes° of closing); dispatched within 1 working hour° of the next opening",
    ),
    (
        "G14",
        "supervisor technician",
        [WHO, ELSE],
        "自报修时起市区 6 工时、郊区 7 工时",
        "in town 6 working hours, in the suburbs 7 working hours, from the reported time",
    ),
    (
        "G15",
        "branch_manager supervisor",
        [WHO, WHEN, ELSE],
        "到期前 1 个月；到期前拜访°",
        "1 month before the end; visit before the end °",
    ),
    ("G16", "service_department", [WHEN, PROOF, ELSE], "每月°", "each month°"),
    ("G17", "service_department supervisor", [WHO, ELSE], "每月", "each month"),
    (
        "G18",
        "clerk service_department",
        [WHEN, ELSE],
        "登记簿：下一个工作日；调查卡：完成时，最迟叫修后 3 个工作日内°",
        "register the next working day; the card when the job is done, at the latest within 3 working days° after the call",
    ),
    ("G19", "customer", [], "随调查卡", "with the survey card"),
    (
        "G20",
        "service_department vice_president",
        [WHEN, ELSE],
        "即呈（1 小时°内）；重大的 3 个工作日内°答复，一般的 7 个工作日内°答复",
        "at once (within 1 hour°); answered within 3 working days° when grave, within 7 working days° when ordinary",
    ),
    ("G21", "service_department", [WHEN, ELSE], "未结案件每周°一次", "every open case each week°"),
    ("G22", "supervisor", [WHEN, ELSE], "2 个工作日内°", "within 2 working days°"),
    (
        "S1.1",
        "customer clerk",
        [WHEN],
        "即时；途径：电话、信函、到店、电子邮件、接口°",
        "at once; by telephone, letter, walk-in, e-mail, API°",
    ),
    (
        "S1.2",
        "supervisor",
        [WHEN, ELSE],
        "派工之前；须先批准的请求：无°；情形：无°；费用超过：未设定°",
        "before dispatch; a yes first for requests: none°; circumstances: none°; cost above: not set°",
    ),
    ("S1.3", "supervisor", [WHEN, PROOF, ELSE], "在 G14 临近之前°", "before G14 is in danger °"),
    ("S1.4", "technician", [ELSE], "出发之前", "before setting out"),
    ("S1.5", "technician", [], "在现场", "on site"),
    ("S1.6", "department_in_charge", [WHEN, ELSE], "2 工时°", "2 working hours°"),
    ("S1.7", "customer technician", [PROOF, ELSE], "离开之前", "before leaving"),
    ("S1.8", "technician", [WHEN, ELSE], "同一工作日°", "the same working day°"),
    ("S2.1", "technician", [ELSE], "每次上门", "each visit"),
    (
        "S2.2",
        "technician",
        [WHEN, ELSE],
        "工作时间 15 分钟°内接单，按计划时间出发°",
        "accepted within 15 working minutes°, set out by the planned start °",
    ),
    ("S2.3", "technician", [ELSE], "到达时", "on arrival"),
    ("S2.4", "supervisor technician", [WHEN, ELSE], "工作时间 30 分钟°内", "within 30 working minutes°"),
    (
        "S2.5",
        "technician department_in_charge",
        [WHEN, ELSE],
        "发现后 15 分钟°内",
        "within 15 minutes° of finding it",
    ),
    (
        "D10",
        "service_department",
        [WHO, WHEN, PROOF, ELSE],
        "得知后同一工作日°",
        "the same working day°, from when it was learned",
    ),
]


@pytest.mark.parametrize(("key", "roles", "settled", "zh", "en"), WRITTEN)
def test_a_clause_says_who_and_by_when(key, roles, settled, zh, en):
    clause = POLICY.clause(key)
    assert clause.roles == tuple(roles.split())
    assert clause.defaults == tuple(settled)
    assert (clause.by_when.zh, clause.by_when.en) == (zh, en)


def test_the_table_is_complete():
    assert [row[0] for row in WRITTEN] == list(CLAUSES)


# The glossary's words, which a clause has to use: Chinese, English.
TERMS = [
    ("P1.2", "移交", "handed over"),
    ("P1.3", "技术支持", "technical support"),
    ("P2.2", "销售总监", "sales director"),
    ("P2.3", "投诉管理办法", "complaint rules"),
    ("P2.4", "禅道", "ZenTao"),
    ("P2.5", "售后服务手册", "service handbook"),
    ("P2.5", "文档管理系统", "document management system"),
    ("P2.6", "巡检", "inspected"),
    ("P2.7", "管理委员会", "management committee"),
    ("P2.8", "回访", "visited"),
    ("P5.2", "乐捐", "contribution"),
    ("P5.2", "组长", "team leader"),
    ("G1", "有费、合同、免费", "paid, contract or warranty"),
    ("G1", "一般行政", "admin"),
    ("G2", "客户资料袋", "customer's file"),
    ("G2", "服务台帐", "service ledger"),
    ("G2", "回执单", "receipt form"),
    ("G3", "业务员", "clerk"),
    ("G3", "主管派工", "supervisor for dispatch"),
    ("G4", "服务凭证", "voucher"),
    ("G4", "注销", "strikes the register line off"),
    ("G5", "会计员", "accountant"),
    ("G6", "客户商品领取收据", "goods receipt"),
    ("G6", "签认", "countersigns"),
    ("G6", "客户商品进出登记簿", "goods register"),
    ("G7", "修护卡", "repair card"),
    ("G7", "签章", "signs or chops"),
    ("G10", "工作日报表", "daily report"),
    ("G11", "服务主任日报表", "daily report"),
    ("G12", "服务中心", "service centre"),
    ("G12", "分公司", "branch"),
    ("G13", "叫修登记簿", "register"),
    ("G14", "叫修", "call"),
    ("G15", "保养到期通知书", "expiry notice"),
    ("G15", "保养合同", "maintenance contract"),
    ("G17", "建议或抱怨", "suggestions or complaints"),
    ("G18", "客户意见调查卡", "survey card"),
    ("G20", "副总经理", "vice president"),
    ("G21", "催办", "presses for completion"),
    ("S1.4", "回执单", "receipt form"),
    ("S1.7", "回执单", "receipt form"),
    ("S2.4", "派工", "dispatched"),
]


@pytest.mark.parametrize(("key", "zh", "en"), TERMS)
def test_a_clause_uses_the_words_of_the_glossary(key, zh, en):
    text = POLICY.clause(key).text
    assert zh in text.zh
    assert en in text.en


# A duty of these says what the system does now; each names what is refused, late or shown.
DOES = [
    ("G3", "记为业务员逾期", "late with the clerk"),
    ("G4", "不能归档", "refused while signature or service record lacks"),
    ("G13", "须写理由", "needs a reason"),
    ("G14", "第一次到达即守诺", "first arrival keeps the promise"),
    ("S1.2", "批准之前不能派工", "can't be dispatched before it"),
    ("S1.4", "不能出发", "setting out is refused"),
    ("S1.6", "逐级上报", "goes up the line"),
    ("S1.7", "改动另成新版本", "a change is a new version"),
    ("S2.2", "工作时间 30 分钟°后告知主管", "after 30 working minutes° the supervisor is told"),
    ("S2.3", "才能以「完成」离开", "is refused until"),
    ("P5.5", "不接受追溯生效", "back-dating is refused"),
    ("D10", "为服务部立一事项", "opens a duty of the service department"),
]


@pytest.mark.parametrize(("key", "zh", "en"), DOES)
def test_a_clause_says_what_the_system_does_now(key, zh, en):
    now = POLICY.clause(key).now
    assert zh in now.zh
    assert en in now.en


PUBLISHED = st.lists(
    st.tuples(st.integers(1, 48), st.integers(0, 200), st.integers(60, 420)), min_size=1, max_size=6
)


@given(PUBLISHED, st.integers(-10, 400))
def test_publishing_never_changes_what_is_past(steps, hour):
    """Versions published one after another, each in force then or later: no instant before a publishing is judged anew."""
    clock = datetime(2026, 5, 1, tzinfo=UTC)
    instant = clock + timedelta(hours=hour)
    issues = [Issue(1, IN_FORCE_FROM, {})]
    for wait, ahead, minutes in steps:
        clock += timedelta(hours=wait)
        issue = Issue(len(issues) + 1, clock + timedelta(hours=ahead), {"G14.urban": minutes})
        if instant < clock:
            assert judge(composed([*issues, issue]), instant) == judge(composed(issues), instant)
        issues.append(issue)


@given(PUBLISHED)
def test_every_change_holds_once_all_are_in_force(steps):
    """At the end of time each parameter has the value of the last version, by day and number, that set it."""
    keys = ("G14.urban", "S1.6.solution_within")
    issues = [Issue(1, IN_FORCE_FROM, {})]
    for place, (_, ahead, minutes) in enumerate(steps):
        start = datetime(2026, 5, 1, tzinfo=UTC) + timedelta(hours=ahead)
        issues.append(Issue(place + 2, start, {keys[place % 2]: minutes}))
    last = composed(issues)[-1]
    for key in keys:
        setters = [issue for issue in issues if key in issue.values]
        if setters:
            wanted = max(setters, key=lambda issue: (issue.in_force_from, issue.number))
            assert last.minutes(key) == timedelta(minutes=wanted.values[key])
            assert last.changed[key] == wanted.number
        else:
            assert key not in last.changed
