"""The table of all routes. A route of the product that is missing here fails the tests."""

from __future__ import annotations

from tests.matrix.routes_api import API
from tests.matrix.routes_desk import DESK
from tests.matrix.routes_office import OFFICE
from tests.matrix.routes_rest import REST

ROUTES = API + DESK + OFFICE + REST
