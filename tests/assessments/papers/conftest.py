from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.conf import LazySettings

from tests.assessments.objections.builders import IN_WINDOW, TOO_LATE, Case, make_case


@pytest.fixture(autouse=True)
def _folders(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.DOCUMENT_FONTS = tmp_path / "fonts"
    settings.SITE_URL = "https://portal.example.org"


@pytest.fixture
def case() -> Iterator[Case]:
    """Three communities, scored inside the window: 100.00, 90.53 and 71.58. The window is over."""
    with time_machine.travel(IN_WINDOW):
        made = make_case()
    with time_machine.travel(TOO_LATE):
        yield made
