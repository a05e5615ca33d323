"""Addresses for machines that watch the installation."""

from __future__ import annotations

from django.urls import path

from yinuo.upkeep import views

app_name = "upkeep"
urlpatterns = [
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path("metrics", views.figures, name="metrics"),
]
