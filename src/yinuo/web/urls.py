"""Addresses of the shell itself."""

from __future__ import annotations

from django.urls import path

from yinuo.web import pages

app_name = "web"
urlpatterns = [
    path("language/<slug:code>", pages.switch_language, name="language"),
    path("theme/<slug:theme>", pages.switch_theme, name="theme"),
    path("manifest.webmanifest", pages.manifest, name="manifest"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("offline", pages.offline, name="offline"),
    path("gallery", pages.gallery, name="gallery"),
    path("gallery/why", pages.gallery_why, name="gallery-why"),
]
