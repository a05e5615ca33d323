"""One company for all tests of a module: loading it is the slow part, looking at it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from tests.demonstration import company

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yinuo.demonstration.setting import Setting


@pytest.fixture(scope="module", autouse=True)
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A data folder of the module's own, for the file of logins."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MEDIA_ROOT", tmp_path_factory.mktemp("data") / "files")
        yield


@pytest.fixture(scope="module")
def loaded(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[Setting]:
    """The company of the module's `SCALE`, taken away again at the module's end."""
    scale: dict[str, int] = getattr(request.module, "SCALE", {})
    with django_db_blocker.unblock(), company.forgotten_afterwards():  # type: ignore[attr-defined]
        yield company.small(**scale)
