"""Rows of the dashboard for the table in ``tests/test_permissions.py``, and its pages."""

from safety_portal.accounts.models import Role

DASHBOARDS = """
name                            method object            D L O U S G A T n

assessments:dashboard           GET    any               + + + - - - - - >
assessments:dashboard           GET    own               - + + - - - - - >
assessments:dashboard           GET    own.published     + + + - - - - - >
assessments:dashboard           GET    far.published     - - - - - - - - >
assessments:big_screen          GET    any               + + + - - - - - >
assessments:big_screen_figures  GET    any               + + + - - - - - +
"""

DASHBOARD_PAGES = [
    ("assessments:dashboard any", Role.LEADER),
    ("assessments:dashboard own", Role.OFFICE),
    ("assessments:dashboard any", Role.DISTRICT),
    ("assessments:big_screen any", Role.LEADER),
]
