"""The policy page: clauses as written, their numbers, what the system carries out; in both languages, read only."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.urls import include, path

from yinuo.lib.actor import Actor
from yinuo.people.models import Holding, User
from yinuo.people.rights import ROLES
from yinuo.policy import queries
from yinuo.policy.commands import publish, ship
from yinuo.policy.rules import composed
from yinuo.policy.shipped import CLAUSES, IN_FORCE_FROM, PARAMETERS
from yinuo.policy.states import REST_WORDS, TAB_WORDS
from yinuo.web import clock

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
CHAIR = Actor(7, "柳主任")
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

urlpatterns = [
    path("policy/", include("yinuo.policy.urls")),
    path("", include("yinuo.web.urls")),
    path("", include("yinuo.people.urls")),
]


@pytest.fixture(autouse=True)
def alone(settings):
    """Show the page without the rail of the desk."""
    settings.YINUO_SHELL = {}


@pytest.fixture
def reader(client):
    """Sign a clerk in."""
    user = User.objects.create(username="clerk", name="鲁平")
    Holding.objects.create(user=user, role="clerk")
    client.force_login(user)
    return client


def read(client, address: str, language: str = "zh", **headers: str) -> str:
    """Return the page's text as a reader sees it, tags taken out."""
    client.cookies["language"] = language
    with clock.at(NOW):
        answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", unescape(text))


@pytest.mark.parametrize("tab", list(TAB_WORDS))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_tab_shows_its_clauses_as_written(reader, tab, language):
    text = read(reader, f"/policy/?tab={tab}", language)
    for key in CLAUSES:
        said = queries.at(NOW).clause(key)
        shown = [said.text, said.who, said.by_when, said.evidence, said.consequence]
        if key.startswith(tab):
            assert all(words.said(language) in text for words in shown), key
            assert (said.now.said(language) in text) == said.implemented
        else:
            assert said.text.said(language) not in text


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("zh", "共 60 条， 19 条已由系统执行， 3 条部分执行， 38 条尚未执行。"),
        ("en", "Of 60 clauses the system carries out 19 , 3 in part and 38 not yet."),
    ],
)
def test_the_page_says_how_much_is_carried_out(reader, language, wanted):
    assert wanted in read(reader, "/policy/", language)


@pytest.mark.parametrize(
    ("language", "yes", "no"),
    [
        ("zh", "已由系统执行", "尚未由系统执行"),
        ("en", "carried out by the system", "not carried out by the system yet"),
    ],
)
def test_each_clause_says_whether_the_system_carries_it_out(reader, language, yes, no):
    goods = read(reader, "/policy/?tab=G", language)
    assert goods.count(no) == 16
    assert goods.replace(no, "").count(yes) >= 4
    systems = read(reader, "/policy/?tab=P", language)
    assert systems.count(no) == 22


def test_numbers_stand_beside_their_clause_with_the_mark_of_a_default(reader):
    text = read(reader, "/policy/?tab=G")
    assert "市区到达 6 工时 " in text
    assert "登记 工作时间 10 分钟° " in text
    assert "表单 12 项 " in text


def test_steps_are_told_for_what_runs(reader):
    text = read(reader, "/policy/?tab=G", "en")
    assert "80 % of the time gone: supervisor told" in text
    assert "2 working hours late: service department told" in text


def test_the_mark_at_the_steps_goes_when_a_company_sets_its_own(reader):
    assert read(reader, "/policy/?tab=D", "en").count("Reminders and escalation°") == 1
    publish(values={"D10.steps": ["escalate committee +0"]}, by=CHAIR, at=NOW - timedelta(days=1))
    queries.forget()
    text = read(reader, "/policy/?tab=D", "en")
    assert "Reminders and escalation°" not in text
    assert "at the due time: management committee told" in text


def test_parameters_outside_the_clauses_stand_with_the_product_s_own(reader):
    text = read(reader, "/policy/?tab=D", "en")
    assert "Arrival marked when farther from the site than 300 m°" in text
    assert "Nearest" not in text
    names = [parameter.name.en for parameter in PARAMETERS.values() if parameter.clause in REST_WORDS]
    assert all(name in text for name in names)
    assert names[0] not in read(reader, "/policy/?tab=S", "en")


@pytest.mark.parametrize("tab", ["", "X", "GG", "<script>", "\x00", "d"])
def test_an_unknown_tab_shows_the_first(reader, tab):
    with clock.at(NOW):
        answer = reader.get("/policy/", {"tab": tab})
    assert answer.status_code == 200
    assert 'id="G14"' in answer.content.decode()


def test_an_older_version_can_be_read_and_says_that_it_is_not_in_force(reader):
    publish(values={"G14.urban": 300}, by=CHAIR, at=NOW - timedelta(days=1), note="试行")
    assert "市区到达 5 工时 第 2 版" in read(reader, "/policy/")
    old = read(reader, "/policy/?version=1", "en")
    assert "This is not the version in force. See version 2, in force now" in old
    assert "Arrival in town 6 working hours" in old
    assert "This is not the version" not in read(reader, "/policy/?version=2", "en")


def test_the_versions_are_listed_with_what_they_changed(reader):
    ship(at=NOW - timedelta(days=30))
    publish(values={"G14.urban": 300}, by=CHAIR, at=NOW - timedelta(days=2), note="试行")
    publish(
        values={"visits.fence": 500},
        by=CHAIR,
        at=NOW - timedelta(days=1),
        in_force_from=NOW + timedelta(days=3),
    )
    text = read(reader, "/policy/")
    assert (
        "第 3 版 待生效 11 月 27 日 10:00 柳主任 ，昨天 10:00 上门 到达位置偏离现场多远作标记 500 米" in text
    )
    assert "第 2 版 现行" in text
    assert "G14 市区到达 5 工时 试行" in text
    assert "随产品而来的规章" in text
    states = [(one.version.number, one.state) for one in queries.published(NOW)]
    assert states == [(3, "scheduled"), (2, "in_force"), (1, "past")]


def test_without_a_published_version_the_page_says_what_is_in_force(reader):
    assert "现行的是随产品而来的第 1 版" in read(reader, "/policy/")
    assert "规章第 1 版，2000 年 1 月 1 日起" in read(reader, "/policy/")


@pytest.mark.parametrize("version", ["0", "99", "-1", "x", "１", "1e3", "999999999999999999999", "\x00", ""])
@pytest.mark.parametrize("address", ["/policy/", "/policy/why/G14", "/policy/clauses/G14"])
def test_an_unknown_version_is_not_found(reader, address, version):
    with clock.at(NOW):
        assert reader.get(address, {"version": version}).status_code == 404


@pytest.mark.parametrize("key", ["G99", "g14", "calls", "G14.urban", "%00", "规章"])
@pytest.mark.parametrize("address", ["/policy/why/", "/policy/clauses/"])
def test_an_unknown_clause_is_not_found(reader, address, key):
    assert reader.get(f"{address}{key}").status_code == 404


@pytest.mark.parametrize("key", list(CLAUSES))
def test_a_link_to_a_clause_leads_to_its_place(reader, key):
    answer = reader.get(f"/policy/clauses/{key}")
    assert (answer.status_code, answer.url) == (302, f"/policy/?tab={key[0]}#{key}")
    with clock.at(NOW):
        assert f'id="{key}"' in reader.get(answer.url).content.decode()


def test_a_link_to_a_clause_keeps_the_version(reader):
    assert reader.get("/policy/clauses/G4?version=1").url == "/policy/?tab=G&version=1#G4"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("key", ["G14", "P2.9", "D10", "S1.2"])
def test_a_why_shows_the_clause_its_numbers_and_its_version(reader, key, language):
    text = read(reader, f"/policy/why/{key}", language, **{"HX-Request": "true"})
    clause = queries.at(NOW).clause(key)
    assert text.count(clause.text.said(language)) == 1
    assert clause.by_when.said(language) in text
    for parameter in clause.parameters:
        if not parameter.id.endswith(".steps"):
            assert queries.at(NOW).described(parameter.id).said(language) in text
    assert {"zh": "规章第 1 版，2000 年 1 月 1 日起", "en": "Policy version 1, from 1 Jan 2000"}[
        language
    ] in text
    assert "<html" not in text


def test_a_why_opened_as_a_page_is_a_whole_page(reader):
    with clock.at(NOW):
        answer = reader.get("/policy/why/G14")
    assert answer.content.decode().lstrip().startswith("<!doctype html>")
    assert 'href="/policy/clauses/G14?version=1"' in answer.content.decode()


def test_htmx_gets_the_content_alone(reader):
    with clock.at(NOW):
        answer = reader.get("/policy/", headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip().startswith('<div class="y-page"')


@pytest.mark.parametrize("address", ["/policy/", "/policy/why/G14", "/policy/clauses/G14"])
def test_a_visitor_is_asked_to_sign_in(client, address):
    answer = client.get(address)
    assert answer.status_code == 303
    assert answer.url.startswith("/sign-in?next=")


def test_a_why_asked_by_a_visitor_leads_the_whole_page_to_sign_in(client):
    answer = client.get("/policy/why/G14", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["HX-Redirect"].startswith("/sign-in?next=")


@pytest.mark.parametrize("role", list(ROLES))
def test_every_role_reads_the_policy(client, role):
    user = User.objects.create(username=role, name=role)
    Holding.objects.create(user=user, role=role)
    client.force_login(user)
    with clock.at(NOW):
        assert client.get("/policy/").status_code == 200


def test_somebody_without_any_role_does_not(client):
    client.force_login(User.objects.create(username="nobody", name="无名"))
    for address in ("/policy/", "/policy/why/G14", "/policy/clauses/G14"):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_changed_here(reader, method):
    for address in ("/policy/", "/policy/why/G14", "/policy/clauses/G14"):
        assert getattr(reader, method)(address).status_code == 405


def test_the_page_costs_the_same_with_many_versions(reader, django_assert_max_num_queries):
    for number in range(30):
        publish(values={"visits.fence": 301 + number}, by=CHAIR, at=NOW - timedelta(days=40 - number))
    queries.forget()
    with clock.at(NOW), django_assert_max_num_queries(6):
        reader.get("/policy/")


def test_no_inline_style_or_script(reader):
    with clock.at(NOW):
        page = reader.get("/policy/?tab=D").content.decode()
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\son[a-z]+=", page)


def test_ids_on_a_page_are_unique(reader):
    for tab in TAB_WORDS:
        with clock.at(NOW):
            ids = re.findall(r'\bid="([^"]+)"', reader.get(f"/policy/?tab={tab}").content.decode())
        assert len(ids) == len(set(ids))


def test_the_page_counts_the_clauses_of_each_tab():
    page = queries.page(composed([queries.Issue(1, IN_FORCE_FROM, {})])[0], "S")
    assert [(tab.code, tab.count) for tab in page.tabs] == [("P", 24), ("G", 22), ("S", 13), ("D", 1)]
    assert [row.clause.id for row in page.rows] == [key for key in CLAUSES if key.startswith("S")]
    assert page.rest == ()
