"""No line of ours does what our own rules of safety forbid; each rule finds a line planted for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.hazards import RULES, TEMPLATE, hazards, in_files, template_hazards

SOURCE = Path(__file__).resolve().parents[2] / "src" / "yinuo"

PLANTED: list[tuple[str, str]] = [
    ("mark_safe(text)", "marked safe without a reason"),
    ("SafeString(text)", "marked safe without a reason"),
    ("safestring.mark_safe(f'<b>{x}</b>')", "marked safe without a reason"),
    ("cursor.execute(f'SELECT {x}')", "SQL put together"),
    ("cursor.execute('SELECT ' + x)", "SQL put together"),
    ("cursor.execute('SELECT %s' % x)", "SQL put together"),
    ("Call.objects.raw('SELECT {}'.format(x))", "SQL put together"),
    ("rows.extra(f'{x}')", "SQL put together"),
    ("RawSQL(f'{x}', ())", "SQL put together"),
    ("subprocess.run('ls', shell=True)", "a shell"),
    ("subprocess.run('ls', shell=asked)", "a shell"),
    ("os.system('ls')", "a shell"),
    ("os.popen('ls')", "a shell"),
    ("pickle.loads(x)", "unpacked blindly"),
    ("yaml.load(x)", "unpacked blindly"),
    ("eval(x)", "unpacked blindly"),
    ("exec(x)", "unpacked blindly"),
    ("marshal.loads(x)", "unpacked blindly"),
    ("datetime.now()", "a moment without a zone"),
    ("datetime.datetime.utcnow()", "a moment without a zone"),
    ("date.today()", "a moment without a zone"),
    ("HttpResponseRedirect(request.GET['next'])", "a redirect to anywhere"),
    ("redirect(request.POST.get('next', '/'))", "a redirect to anywhere"),
    ("HttpResponseRedirect(request.headers.get('Referer'))", "a redirect to anywhere"),
    ("HttpResponseRedirect(f\"/x?{request.META['HTTP_REFERER']}\")", "a redirect to anywhere"),
    ("httpx.get(url)", "a request without a time limit"),
    ("httpx.Client()", "a request without a time limit"),
    ("requests.post(url, timeout=None)", "a request without a time limit"),
    ("urllib.request.urlopen(url)", "a request without a time limit"),
    ("request.GET.get('q')", "typed text read past web.typed"),
    ("request.POST.getlist('q')", "typed text read past web.typed"),
    ("tempfile.mktemp()", "a temporary file by name"),
    ("httpx.get(url, timeout=3, verify=False)", "TLS unchecked"),
    ("DEBUG = True", "DEBUG"),
]
NONE: dict[tuple[str, str], str] = {
    ("desk/doing.py", "typed text"): "the fingerprint is of everything that was sent, as it was sent",
    ("people/asking.py", "typed text"): "only an address of this house passes",
    (
        "people/views/company.py",
        "typed text",
    ): "compared with what was kept, and sent on to the provider as it came",
    ("finding/operations.py", "SQL"): "a migration; the name of the table comes from the model",
    ("journal/rows.py", "SQL"): "the names come from the model, every value is a parameter",
    ("upkeep/copies/sqlite.py", "SQL"): "the names come from the database itself",
}
"""What our rules find and a person has looked at, by file and rule, with the reason."""

FINE = [
    "mark_safe('<br>')",
    "SafeString('') if x else y",
    "cursor.execute(sql.SQL('SELECT {}').format(sql.Identifier(x)))",
    "mark_safe(text)  # noqa: S308 - made of escaped parts",
    "cursor.execute('SELECT %s', [x])",
    "cursor.execute(SQL)",
    "subprocess.run(['ls'], shell=False)",
    "json.loads(x)",
    "yaml.safe_load(x)",
    "datetime.now(UTC)",
    "datetime.now(tz=zone)",
    "HttpResponseRedirect(reverse('x'))",
    "httpx.get(url, timeout=3)",
    "request.headers.get('x')",
    "typed.text(request.GET, 'q')",
    "answers.get('x')",
    "DEBUG = HERE.debug",
    "DEBUG = False",
]


@pytest.mark.parametrize(("line", "rule"), PLANTED)
def test_a_line_planted_is_found(line: str, rule: str) -> None:
    assert rule in [found for _number, found in hazards(f"x = 1\n{line}\n")]
    assert (2, rule) in list(hazards(f"x = 1\n{line}\n"))


@pytest.mark.parametrize("line", FINE)
def test_a_line_in_order_is_left_alone(line: str) -> None:
    assert list(hazards(line)) == []


def test_every_rule_has_a_planted_line() -> None:
    assert {rule for _line, rule in PLANTED} == {*RULES, "DEBUG"}


TEMPLATES = [
    ("{{ x|safe }}", "|safe without a reason"),
    ("{{ x|safeseq }}", "|safe without a reason"),
    ("{% autoescape off %}", "escaping switched off"),
    ("{% debug %}", "debug in a template"),
    ('<a onclick="x()">', "an inline handler"),
    ('<p style="color:red">', "an inline style"),
    ("<style>", "an inline style"),
    ("<script>x()</script>", "an inline script"),
    ('<a href="javascript:x()">', "a link that is script"),
    ("<a title={{ x }}>", "an unquoted value"),
]


@pytest.mark.parametrize(("line", "rule"), TEMPLATES)
def test_a_template_planted_is_found(line: str, rule: str) -> None:
    assert (1, rule) in list(template_hazards(line))


@pytest.mark.parametrize(
    "line",
    [
        "{{ x|safe }}{# a picture of our own making #}",
        '<script src="{% static "x.js" %}" type="module"></script>',
        '<script type="application/json">{}</script>',
        '<a title="{{ x }}">',
        "{{ x|escape }}",
    ],
)
def test_a_template_in_order_is_left_alone(line: str) -> None:
    assert list(template_hazards(line)) == []


def test_every_rule_of_templates_has_a_planted_line() -> None:
    assert {rule for _line, rule in TEMPLATES} == set(TEMPLATE)


def test_no_line_of_ours_is_hazardous() -> None:
    files = [each for each in sorted(SOURCE.rglob("*.py")) if each.parent.name != "migrations"]
    found = [each for each in in_files(files, hazards) if reason(each) is None]
    assert found == [], "\n".join(found)


def reason(found: str) -> str | None:
    """Why a hazard is none; None for one without a reason."""
    return next((why for (file, rule), why in NONE.items() if f"{file}:" in found and rule in found), None)


def test_every_reason_is_still_needed() -> None:
    found = in_files(sorted(SOURCE.rglob("*.py")), hazards)
    needed = {why for why in map(reason, found) if why}
    assert needed == set(NONE.values())


def test_no_template_of_ours_is_hazardous() -> None:
    files = sorted(SOURCE.rglob("templates/**/*.html"))
    found = in_files(files, template_hazards)
    assert len(files) > 40
    assert found == [], "\n".join(found)
