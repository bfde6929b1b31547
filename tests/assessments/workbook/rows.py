"""Templates of the district for the test world, and their rows of the table in ``tests/test_permissions.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import DistrictTemplate
from assessments.workbook.services import keep_template
from safety_portal.accounts.models import Role
from tests.assessments.workbook.forms_of_districts import monthly_form

if TYPE_CHECKING:
    from tests.pages import Target
    from tests.world import Town

WORKBOOKS = """
name                            method object            D L O U S G A T n

assessments:workbook            GET    any               + + + - - - - - >
assessments:workbook            GET    own               - + + - - - - - >
assessments:workbook            GET    own.published     + + + - - - - - >
assessments:workbook            GET    far.published     - - - - - - - - >
assessments:workbook?export=xlsx  GET  own.published     + + + - - - - - >
assessments:workbook?export=xlsx  GET  far.published     - - - - - - - - >
assessments:workbook?export=csv GET    own.published     - - - - - - - - >
assessments:district_workbook   GET    own.published     + - - - - - - - >
assessments:workbook_templates  GET    any               - + + - - - - - >
assessments:workbook_templates  POST   any               - x + - - - - - >
assessments:workbook_template   GET    own               - + + - - - - - >
assessments:workbook_template   GET    far               - - - - - - - - >
assessments:workbook_template   POST   own               - x + - - - - - >
assessments:workbook_template   POST   far               - - - - - - - - >
assessments:workbook_template_file    GET   own          - + + - - - - - >
assessments:workbook_template_file    GET   far          - - - - - - - - >
assessments:workbook_template_retire  POST  own          - x + - - - - - >
assessments:workbook_template_retire  POST  far          - - - - - - - - >
assessments:workbook_fill       GET    own               - + + - - - - - >
assessments:workbook_fill       GET    own.published     - + + - - - - - >
assessments:workbook_fill       GET    far.published     - - - - - - - - >
assessments:workbook_fill?export=xlsx  GET  own.published  - + + - - - - - >
"""
WORKBOOK_PAGES = [
    ("assessments:workbook own", Role.OFFICE),
    ("assessments:workbook own.published", Role.LEADER),
    ("assessments:workbook own.published", Role.DISTRICT),
    ("assessments:workbook?export=xlsx own.published", Role.OFFICE),
    ("assessments:district_workbook own.published", Role.DISTRICT),
    ("assessments:district_workbook?export=xlsx own.published", Role.DISTRICT),
    ("assessments:workbook_templates any", Role.OFFICE),
    ("assessments:workbook_template own", Role.OFFICE),
    ("assessments:workbook_fill own.published", Role.OFFICE),
    ("assessments:workbook_fill?export=xlsx own.published", Role.OFFICE),
]


def add_templates(town: Town) -> None:
    """One that knows the first two communities."""
    names = [place.community.name for place in town.places]
    keep_template(township=town.unit, title="区月报表", name="区月报表.xlsx", data=monthly_form(names), by=town.office)


def template_of(t: Target) -> list[object]:
    return [DistrictTemplate.objects.get(township=t.town.unit).pk]


def filled_of(t: Target) -> list[object]:
    month = t.town.published if t.thing == "published" else t.town.now
    return [month.slug, *template_of(t)]


def upload_form(_t: Target) -> dict[str, object]:
    upload = SimpleUploadedFile("表.xlsx", monthly_form(["此岸社区1", "此岸社区2"]))
    return {"title": "新表", "file": upload}
