"""Every address of the product, and who answers it."""

from __future__ import annotations

from django.urls import include, path

from yinuo.config.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("yinuo.web.urls")),
    path("", include("yinuo.upkeep.urls")),
    path("", include("yinuo.people.urls")),
    path("", include("yinuo.desk.urls")),
    path("policy/", include("yinuo.policy.urls")),
    path("field/", include("yinuo.field.urls")),
    path("", include("yinuo.portal.urls")),
]

handler400 = "yinuo.web.pages.bad_request"
handler403 = "yinuo.web.pages.forbidden"
handler404 = "yinuo.web.pages.not_found"
handler500 = "yinuo.web.pages.broken"
