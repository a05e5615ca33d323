"""Addresses of the field."""

from __future__ import annotations

from django.urls import path

from yinuo.field.views import after, aside, job, leaving, record, signing, today

app_name = "field"
urlpatterns = [
    path("", today.today, name="today"),
    path("ledger", today.ledger, name="ledger"),
    path("messages/<int:message>/read", today.heard, name="heard"),
    path("jobs/<str:number>", job.job, name="job"),
    path("jobs/<str:number>/accept", job.accept, name="accept"),
    path("jobs/<str:number>/set-out", job.set_out, name="set-out"),
    path("jobs/<str:number>/arrive", job.arrive, name="arrive"),
    path("jobs/<str:number>/decline", aside.decline, name="decline"),
    path("jobs/<str:number>/hand-over", aside.hand_over, name="hand-over"),
    path("jobs/<str:number>/escalate", aside.escalate, name="escalate"),
    path("jobs/<str:number>/meeting", record.meeting, name="meeting"),
    path("jobs/<str:number>/record", record.work, name="record"),
    path("jobs/<str:number>/sign", signing.sign, name="sign"),
    path("jobs/<str:number>/leave", leaving.leave, name="leave"),
    path("jobs/<str:number>/finish", leaving.finish, name="finish"),
    path("jobs/<str:number>/amend", after.amend, name="amend"),
    path("jobs/<str:number>/handbook", after.handbook, name="handbook"),
]
