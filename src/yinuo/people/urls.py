"""Addresses of signing in and out, and of one's own password."""

from __future__ import annotations

from django.urls import path

from yinuo.people import views

app_name = "people"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("password", views.password, name="password"),
]
