"""The tables of the demonstration: complete, in Chinese, plainly invented, and such as the commands take."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from yinuo.calls.models import Record, Signature
from yinuo.calls.states import UNSIGNED_WORDS
from yinuo.customers.states import Zone
from yinuo.demonstration.company import checklist
from yinuo.demonstration.data import Fault, faults, requests, said, table
from yinuo.demonstration.stories import TURNS
from yinuo.devices.rules import check_items, missing, outside, read_answer
from yinuo.handbook.models import Problem
from yinuo.people.commands import CODE
from yinuo.people.rights import ROLES

HAN = re.compile("[\u4e00-\u9fff]")
SKILLS = ("monitor", "ventilator", "pump", "ultrasound", "analyser", "software")
BRANCHES = ("SH", "YZ", "FZ")
WANTED = ("planned", "installation", "question")
SAYINGS = (
    "learned",
    "proposed",
    "decline",
    "hand_over",
    "redirect",
    "cancel",
    "agreed",
    "continued",
    "nobody",
    "word",
    "escalate",
    "solve",
    "send_back",
    "amend",
    "category",
    "misfit",
    "order",
    "closing",
    "absence",
    "tools",
    "injured",
)


def longest(model: Any, field: str) -> int:
    """The most characters that a column takes; a column without an end takes 2000 characters."""
    return model._meta.get_field(field).max_length or 2000


def told() -> list[tuple[str, Fault]]:
    return [(skill, fault) for skill in SKILLS for fault in faults(skill)]


def every_fault() -> list[Fault]:
    return [fault for _skill, fault in told()] + [each for kind in WANTED for each in requests(kind)]


class TestFaults:
    @pytest.mark.parametrize("field", ["says", "found", "cause", "work"])
    @pytest.mark.parametrize("skill", SKILLS)
    def test_a_fault_is_told_in_chinese_from_end_to_end(self, skill: str, field: str) -> None:
        assert all(HAN.search(getattr(fault, field)) for fault in faults(skill))

    @pytest.mark.parametrize("skill", SKILLS)
    def test_no_two_faults_of_a_skill_begin_alike(self, skill: str) -> None:
        assert len({fault.says for fault in faults(skill)}) == len(faults(skill))

    def test_what_is_said_on_the_telephone_names_one_fault(self) -> None:
        counted = Counter(fault.says for _skill, fault in told())
        assert [says for says, count in counted.items() if count > 1] == []

    def test_cause_and_work_are_two_things(self) -> None:
        assert [fault for _skill, fault in told() if len({fault.found, fault.cause, fault.work}) < 3] == []

    def test_work_takes_between_ten_minutes_and_a_day(self) -> None:
        assert [fault for fault in every_fault() if not 5 <= fault.minutes <= 480] == []

    def test_parts_have_names_and_none_is_listed_twice(self) -> None:
        for fault in every_fault():
            assert all(part == part.strip() and part for part in fault.parts)
            assert len(set(fault.parts)) == len(fault.parts)

    @pytest.mark.parametrize(
        ("model", "column", "field"),
        [
            (Record, "found", "found"),
            (Record, "cause", "cause"),
            (Record, "work", "work"),
            (Problem, "symptom", "says"),
            (Problem, "cause", "cause"),
            (Problem, "solution", "work"),
        ],
    )
    def test_it_fits_the_columns_it_is_written_to(self, model: Any, column: str, field: str) -> None:
        assert max(len(getattr(fault, field)) for fault in every_fault()) <= longest(model, column)

    @pytest.mark.parametrize("kind", WANTED)
    def test_what_is_wanted_without_a_fault_is_told_in_chinese_too(self, kind: str) -> None:
        assert len({each.says for each in requests(kind)}) == len(requests(kind)) >= 1
        assert all(HAN.search(each.says) and HAN.search(each.work) for each in requests(kind))

    @pytest.mark.parametrize("skill", ["", "mri", "Monitor", " monitor"])
    def test_a_skill_nobody_has_has_no_faults(self, skill: str) -> None:
        assert faults(skill) == ()

    def test_every_row_belongs_to_a_known_skill(self) -> None:
        rows = [*table("faults_care")["fault"], *table("faults_lab")["fault"]]
        assert {row["skill"] for row in rows} == set(SKILLS)
        assert len(rows) == len(told())


class TestModels:
    def test_the_skills_are_those_of_the_models(self) -> None:
        models = table("models")
        assert tuple(row["code"] for row in models["skill"]) == SKILLS
        assert {row["skill"] for row in models["model"]} == set(SKILLS)

    @pytest.mark.parametrize("field", ["code", "name_en"])
    def test_models_are_told_apart(self, field: str) -> None:
        rows = table("models")["model"]
        assert len({row[field] for row in rows}) == len(rows)

    def test_a_model_has_names_in_both_languages_and_a_maker_of_the_tales(self) -> None:
        for row in table("models")["model"]:
            assert HAN.search(row["name"])
            assert row["name_en"].isascii()
            assert row["maker"][:2] in table("names")["places"]
            assert row["share"] > 0

    def test_software_is_what_needs_the_skill_of_software(self) -> None:
        for row in table("models")["model"]:
            assert bool(row.get("software")) == (row["skill"] == "software")

    @pytest.mark.parametrize("skill", [*SKILLS, "none"])
    def test_each_checklist_is_one_that_the_command_takes(self, skill: str) -> None:
        items = checklist(skill)
        check_items(items)
        assert any(item["required"] for item in items)
        assert all(HAN.search(item["words"]["zh"]) and item["words"]["en"].isascii() for item in items)

    @pytest.mark.parametrize("skill", SKILLS)
    def test_a_skill_adds_checks_of_its_own_to_those_of_all(self, skill: str) -> None:
        common = {item["code"] for item in checklist("none")}
        own = {item["code"] for item in checklist(skill)}
        assert common < own

    @pytest.mark.parametrize("skill", SKILLS)
    def test_a_reading_has_limits_and_a_unit(self, skill: str) -> None:
        for item in checklist(skill):
            if item["kind"] == "number":
                assert Decimal(item["low"]) < Decimal(item["high"])
                assert item["unit"]
                middle = (Decimal(item["low"]) + Decimal(item["high"])) / 2
                assert not outside(item, read_answer(item, str(middle)))
                assert outside(item, Decimal(item["high"]) + 1)
                assert outside(item, Decimal(item["low"]) - 1)

    @pytest.mark.parametrize("skill", SKILLS)
    def test_a_choice_can_be_good_or_worn(self, skill: str) -> None:
        for item in checklist(skill):
            if item["kind"] == "choice":
                assert {"good", "worn"} <= {choice["code"] for choice in item["choices"]}
                assert all(choice["words"]["zh"] and choice["words"]["en"] for choice in item["choices"])

    @pytest.mark.parametrize("skill", SKILLS)
    def test_an_empty_sheet_lacks_exactly_what_is_required(self, skill: str) -> None:
        items = checklist(skill)
        lacking = [words.zh for words in missing(items, {})]
        assert lacking == [item["words"]["zh"] for item in items if item["required"]]


class TestPeople:
    rows = table("people")["people"]

    @pytest.mark.parametrize("code", BRANCHES)
    @pytest.mark.parametrize("role", ["clerk", "supervisor", "technician", "accountant", "after_sales_staff"])
    def test_every_branch_has_somebody_for_the_daily_work(self, code: str, role: str) -> None:
        assert any(place == code and held == role for _login, _name, place, held, _able in self.rows)

    @pytest.mark.parametrize("code", BRANCHES)
    @pytest.mark.parametrize("skill", SKILLS)
    def test_every_skill_is_held_at_every_branch(self, code: str, skill: str) -> None:
        able = [able.replace("*", "").split() for _l, _n, place, _r, able in self.rows if place == code]
        assert any(skill in each for each in able)

    @pytest.mark.parametrize("code", BRANCHES)
    def test_whoever_is_away_has_a_technician_to_stand_in(self, code: str) -> None:
        assert sum(place == code and role == "technician" for _l, _n, place, role, _a in self.rows) >= 3

    def test_roles_places_and_skills_are_known(self) -> None:
        for login, name, place, role, able in self.rows:
            assert re.fullmatch(r"[a-z][a-z_.0-9-]{1,39}", login)
            assert re.fullmatch("[\u4e00-\u9fff]{2,4}", name)
            assert place in (*BRANCHES, "head")
            assert role in ROLES
            assert {each.rstrip("*") for each in able.split()} <= set(SKILLS)

    def test_names_are_put_together_from_the_tables_of_names(self) -> None:
        surnames, given = (set(table("names")[name].split()) for name in ("surnames", "given"))
        strangers = [
            name for _l, name, *_rest in self.rows if name[0] not in surnames or name[1:] not in given
        ]
        assert strangers == []

    def test_only_who_works_on_site_has_skills(self) -> None:
        able = {role for _l, _n, _p, role, skills in self.rows if skills}
        assert able == {"technician", "after_sales_staff"}

    @pytest.mark.parametrize("row", table("people")["branch"], ids=lambda row: row["code"])
    def test_a_branch_is_one_that_can_be_opened(self, row: dict[str, Any]) -> None:
        assert CODE.fullmatch(row["code"])
        assert row["kind"] in ("branch", "service_centre")
        assert re.fullmatch(r"020-0000 \d{4}", row["phone"])
        assert row["name_en"].isascii()
        assert any(
            row["address"].startswith(name) for name, _zone in table("names")["districts"][row["code"]]
        )


class TestNames:
    @pytest.mark.parametrize("name", ["surnames", "given", "places", "streets"])
    def test_words_of_a_row_are_different(self, name: str) -> None:
        words = table("names")[name].split()
        assert len(set(words)) == len(words) >= 10
        assert all(HAN.match(word) for word in words)

    @pytest.mark.parametrize("name", ["houses", "campuses", "departments", "posts"])
    def test_lines_of_a_list_are_different(self, name: str) -> None:
        lines = table("names")[name]
        assert len(set(lines)) == len(lines) >= 3

    def test_there_are_names_for_three_hundred_customers(self) -> None:
        names = table("names")
        assert len(names["houses"]) * len(names["places"].split()) >= 300

    @pytest.mark.parametrize("code", BRANCHES)
    def test_districts_are_town_or_suburbs_and_both_occur(self, code: str) -> None:
        rows = table("names")["districts"][code]
        assert len({name for name, _zone in rows}) == len(rows)
        assert {zone for _name, zone in rows} == {str(zone) for zone in Zone}

    @pytest.mark.parametrize("name", ["posts"])
    def test_a_post_fits_the_signature(self, name: str) -> None:
        assert max(map(len, table("names")[name])) <= longest(Signature, "post")


class TestSayings:
    @pytest.mark.parametrize("name", SAYINGS)
    def test_what_people_say_is_chinese_and_never_twice_the_same(self, name: str) -> None:
        lines = said(name)
        assert len(set(lines)) == len(lines)
        assert all(HAN.search(line) and line == line.strip() for line in lines)

    def test_reasons_for_no_signature_are_those_the_company_knows(self) -> None:
        assert set(said("unsigned")) <= {str(code) for code in UNSIGNED_WORDS}

    def test_there_is_no_saying_that_nobody_says(self) -> None:
        assert set(table("sayings")) == {*SAYINGS, "unsigned"}

    def test_an_unknown_saying_is_a_mistake(self) -> None:
        with pytest.raises(KeyError):
            said("praise")

    def test_most_stories_take_no_turn_and_every_turn_has_a_chance(self) -> None:
        assert min(TURNS.values()) > 0
        assert TURNS[""] > sum(TURNS.values()) / 2
