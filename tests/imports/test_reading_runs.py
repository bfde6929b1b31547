"""From the upload to the preview: what the engine makes of a workbook, and of one that it cannot read."""

from __future__ import annotations

import pytest

from safety_portal.accounts.models import User
from tests.imports.makers import statuses, uploaded

pytestmark = pytest.mark.usefixtures("kind")


def test_upload_reads_and_plans_every_row(office: User) -> None:
    run = uploaded(office, ("2031-01-01", "放假", "元旦"), ("2031年1月2日", "上班", "？"), ("1月32日", "放假", "元旦"))
    assert (run.state, run.mapping) == ("preview", {"0": "day", "1": "kind", "2": "name"})
    assert statuses(run) == [(3, "new", []), (4, "new", ["odd_name"]), (5, "refused", ["no_such_day"])]
