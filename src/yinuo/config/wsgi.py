"""The WSGI entrance that the server loads."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from yinuo.web.seats import Seats

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yinuo.config.settings")
SEATS = 4
application = Seats(get_wsgi_application(), SEATS)
get_resolver().url_patterns  # noqa: B018 - reads every address now, so that the first visitor need not wait
