"""The least that a page could take: one bare query and a table of its rows. A denominator, not a page."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.template import engines

_TABLE = "<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"

RANKING = """
SELECT score.rank, unit.name, score.total, score.base, score.bonus, score.deduction
FROM assessments_unitscore score JOIN organization_unit unit ON unit.id = score.unit_id
WHERE score.result_id = %s ORDER BY score.rank, unit.code
"""
EXPLANATION = """
SELECT line.item_code, line.points, line.lowest, line.highest, line.state, line.because
FROM assessments_scoreline line JOIN assessments_unitscore score ON score.id = line.score_id
WHERE score.result_id = %s AND score.unit_id = %s ORDER BY line.position
"""
REPORT = """
SELECT figure.name, figure.definition, line.register_value, line.claimed_value, line.reason
FROM assessments_reportline line JOIN assessments_figure figure ON figure.id = line.figure_id
WHERE line.report_id = %s ORDER BY figure.position
"""
DISPUTES = """
SELECT dispute.number, dispute.title, unit.name, dispute.state, dispute.registered_at, dispute.due_at
FROM disputes_dispute dispute JOIN organization_unit unit ON unit.id = dispute.community_id
WHERE dispute.township_id = %s AND dispute.state <> 'closed' ORDER BY dispute.due_at LIMIT 50
"""


def lean_page(sql: str, arguments: Sequence[int]) -> str:
    """Query, and render what came."""
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        rows = cursor.fetchall()
    return str(engines["django"].from_string(_TABLE).render({"rows": rows}))
