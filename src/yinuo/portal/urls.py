"""Addresses of the portal: short, for links and codes."""

from __future__ import annotations

from django.urls import path

from yinuo.portal import views

app_name = "portal"
urlpatterns = [
    path("c/<str:token>", views.copy, name="copy"),
    path("c/<str:token>/qr.svg", views.code, name="qr"),
    path("c/<str:token>/signature", views.picture, name="signature"),
    path("c/<str:token>/signed.pdf", views.paper, name="paper"),
    path("c/<str:token>/document.json", views.document, name="document"),
    path("check", views.check, name="check"),
    path("check/<str:fingerprint>", views.check, name="checked"),
]
