"""Every text that may be sent ends where its column ends; every list has an end; one character more is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import pytest
from annotated_types import MaxLen
from pydantic import BaseModel, TypeAdapter, ValidationError

from yinuo.calls.api import given as calls
from yinuo.calls.models import Call, Record, Signature, Visit, Voucher
from yinuo.customers import api as customers
from yinuo.customers.models import Contact, Customer, Site
from yinuo.devices import api as devices
from yinuo.devices.models import Device, ProductModel
from yinuo.dispatch import api as dispatch
from yinuo.duties import api as duties
from yinuo.duties.models import Duty
from yinuo.handbook.models import Problem
from yinuo.people.models import User

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db import models as db

COLUMNS: list[tuple[type[BaseModel], str, type[db.Model], str]] = [
    (calls.CallGiven, "customer_name", Customer, "name"),
    (calls.CallGiven, "phone", Call, "phone"),
    (calls.CallGiven, "contact_name", Call, "contact_name"),
    (calls.CallGiven, "address", Site, "address"),
    (calls.CallGiven, "district", Site, "district"),
    (calls.CallGiven, "product_model", ProductModel, "code"),
    (calls.CallGiven, "serial", Device, "serial"),
    (calls.CallGiven, "department", Device, "department"),
    (calls.CallGiven, "customer", Customer, "number"),
    (calls.CallGiven, "category_override", Voucher, "category_override"),
    (calls.DeviceGiven, "number", Device, "number"),
    (calls.DeviceGiven, "product_model", ProductModel, "code"),
    (calls.DeviceGiven, "serial", Device, "serial"),
    (calls.DeviceGiven, "department", Device, "department"),
    (calls.CancelGiven, "reason", Call, "ended_reason"),
    (calls.RemoteGiven, "customers_word", Voucher, "customers_word"),
    (calls.AgreeGiven, "asked_by", Call, "agreed_with"),
    (calls.DuplicateGiven, "of", Call, "number"),
    (calls.AssessmentGiven, "assessment", Call, "injury_assessment"),
    (calls.CategoryGiven, "reason", Voucher, "category_override"),
    (calls.DeclineGiven, "reason", Visit, "ended_reason"),
    (calls.LeaveGiven, "note", Visit, "ended_reason"),
    (calls.RecordGiven, "spoken_with", Record, "spoken_with"),
    (calls.AmendGiven, "reason", Record, "amend_reason"),
    (calls.SignGiven, "signer", Signature, "signer"),
    (calls.SignGiven, "post", Signature, "post"),
    (calls.SignGiven, "unsigned_reason", Signature, "unsigned_reason"),
    (calls.SignGiven, "unsigned_note", Signature, "unsigned_note"),
    (calls.HandbookGiven, "symptom", Problem, "symptom"),
    (calls.HandbookGiven, "cause", Problem, "cause"),
    (calls.HandbookGiven, "solution", Problem, "solution"),
    (customers.CustomerGiven, "name", Customer, "name"),
    (customers.CustomerEdited, "name", Customer, "name"),
    (customers.CustomerEdited, "note", Customer, "note"),
    (customers.SiteGivenIn, "name", Site, "name"),
    (customers.SiteGivenIn, "address", Site, "address"),
    (customers.SiteGivenIn, "district", Site, "district"),
    (customers.ContactGivenIn, "phone", Contact, "phone"),
    (customers.ContactGivenIn, "name", Contact, "name"),
    (customers.ContactGivenIn, "department", Contact, "department"),
    (customers.ContactGivenIn, "post", Contact, "post"),
    (devices.NewDevice, "customer", Customer, "number"),
    (devices.NewDevice, "product_model", ProductModel, "code"),
    (devices.NewDevice, "serial", Device, "serial"),
    (devices.NewDevice, "department", Device, "department"),
    (devices.NewDevice, "udi", Device, "udi"),
    (devices.NewDevice, "software_version", Device, "software_version"),
    (dispatch.PlanGiven, "technician", User, "username"),
    (dispatch.PlanGiven, "reason", Visit, "misfit_reason"),
    (dispatch.PlanGiven, "order_reason", Visit, "order_reason"),
    (dispatch.HandOverGiven, "reason", Visit, "ended_reason"),
    (duties.ExcuseGiven, "reason", Duty, "reason"),
]
FREE = {
    (calls.CallGiven, "fault"): 4000,
    (calls.JudgeGiven, "fault"): 4000,
    (calls.RemoteGiven, "solution"): 4000,
    (calls.EscalateGiven, "problem"): 4000,
    (calls.SolutionGiven, "solution"): 4000,
    (calls.RecordGiven, "learned"): 4000,
    (calls.RecordGiven, "work"): 4000,
    (calls.SignGiven, "strokes"): 60_000,
    (calls.SignGiven, "image"): 12_000_000,
    (calls.CallGiven, "devices"): 20,
    (calls.EscalateGiven, "concerned"): 10,
    (calls.RecordGiven, "points"): 5,
    (calls.RecordGiven, "parts"): 50,
    (calls.RecordGiven, "readings"): 50,
    (calls.RecordGiven, "answers"): 100,
    (calls.CloseGiven, "explained"): 500,
    (dispatch.PlanGiven, "helpers"): 5,
    (dispatch.PlanGiven, "tools"): 30,
    (dispatch.DispatchGiven, "vouchers"): 20,
}


def most(model: type[BaseModel], field: str) -> int:
    """How long the field may be at most."""
    schema = model.model_json_schema()["properties"][field]
    options = schema.get("anyOf", [schema])
    told = [
        option[name]
        for option in options
        for name in ("maxLength", "maxItems", "maxProperties")
        if name in option
    ]
    assert len(told) == 1, (model, field, schema)
    return int(told[0])


@pytest.mark.parametrize(("model", "field", "row", "column"), COLUMNS)
def test_a_text_ends_where_its_column_ends(
    model: type[BaseModel], field: str, row: type[db.Model], column: str
) -> None:
    stored = row._meta.get_field(column)
    assert most(model, field) == stored.max_length


@pytest.mark.parametrize(("model", "field"), FREE)
def test_what_has_no_column_of_its_own_has_an_end(model: type[BaseModel], field: str) -> None:
    assert most(model, field) == FREE[model, field]


@pytest.mark.parametrize(("model", "field", "row", "column"), COLUMNS)
def test_one_character_more_is_refused(
    model: type[BaseModel], field: str, row: type[db.Model], column: str
) -> None:
    end = most(model, field)
    shape = TypeAdapter(_annotation(model, field))
    assert shape.validate_python("长" * end) == "长" * end
    with pytest.raises(ValidationError) as refusal:
        shape.validate_python("长" * (end + 1))
    assert refusal.value.errors()[0]["type"] == "string_too_long"


def _annotation(model: type[BaseModel], field: str) -> Any:
    info = model.model_fields[field]
    ends = [each for each in info.metadata if isinstance(each, MaxLen)]
    return Annotated[info.annotation, *ends] if ends else info.annotation


def given_models() -> Iterator[type[BaseModel]]:
    for module in (calls, customers, devices, dispatch, duties):
        for shape in vars(module).values():
            if (
                isinstance(shape, type)
                and issubclass(shape, BaseModel)
                and shape.__module__ == module.__name__
            ):
                yield shape


def test_every_body_refuses_what_it_does_not_know_and_bounds_its_texts() -> None:
    bodies = [shape for shape in given_models() if shape.model_config.get("extra") == "forbid"]
    assert len(bodies) > 30
    for shape in bodies:
        for name, schema in shape.model_json_schema()["properties"].items():
            options = schema.get("anyOf", [schema])
            if any(option.get("type") == "number" for option in options):
                continue
            for option in options:
                bounded = {"maxLength", "enum", "const", "format", "pattern"} & set(option)
                assert option.get("type") != "string" or bounded, (shape.__name__, name)
                assert option.get("type") != "array" or "maxItems" in option, (shape.__name__, name)
