"""The same October as for the pages of reports: opened, on 2 November, nothing counted."""

from tests.assessments.reports.conftest import register, town

__all__ = ["register", "town"]
