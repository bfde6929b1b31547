"""Rows of documents of the month in ``tests/test_permissions.py``, and what their forms send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from safety_portal.accounts.models import Role

if TYPE_CHECKING:
    from tests.pages import Target

PAPERS = """
name                            method object            D L O U S G A T n

assessments:figures             GET    own.published     + + + - + - - - >
assessments:figures             GET    far.published     - - - - - - - - >
assessments:figures             GET    own               - - - - - - - - >
assessments:bulletin            GET    own               - + + - - - - - >
assessments:bulletin            GET    far               - - - - - - - - >
assessments:bulletin            POST   own               - + + - - - - - >
assessments:bulletin            POST   far               - - - - - - - - >
assessments:brief               GET    own.published     - + + - - - - - >
assessments:brief               GET    own               - - - - - - - - >
assessments:brief               POST   own.published     - + + - - - - - >
assessments:brief               POST   far.published     - - - - - - - - >
assessments:letter              GET    own.confirmed     - + + - x - - - >
assessments:letter              GET    near.confirmed    - + + - - - - - >
assessments:letter              GET    own.proposed      - - - - - - - - >
assessments:letter              GET    far.confirmed     - - - - - - - - >
assessments:letter              POST   own.confirmed     - + + - x - - - >
assessments:letter              POST   far.confirmed     - - - - - - - - >
"""

PAPER_PAGES = [
    ("assessments:figures own.published", Role.OFFICE),
    ("assessments:figures own.published", Role.SECRETARY),
    ("assessments:bulletin own", Role.OFFICE),
    ("assessments:brief own.published", Role.LEADER),
    ("assessments:letter own.confirmed", Role.OFFICE),
]


def paper_form(_target: Target) -> dict[str, object]:
    """The frame, with one part."""
    return {
        "word": "镇平安通",
        "mark": "镇平安办文件",
        "title": "关于平安建设情况的通报",
        "signature": "镇平安办",
        "signed_on": timezone.localdate(),
        "lead": "现通报如下。",
        "reach": "communities",
    }
