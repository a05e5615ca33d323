"""Addresses of the policy page."""

from __future__ import annotations

from django.urls import path

from yinuo.policy import views

app_name = "policy"
urlpatterns = [
    path("", views.page, name="page"),
    path("clauses/<str:key>", views.clause, name="clause"),
    path("why/<str:key>", views.why, name="why"),
]
