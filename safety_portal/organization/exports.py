"""The columns of units when the list is taken away."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety_portal.core.exports import Column, Value
from safety_portal.core.templatetags.portal import unit_text
from safety_portal.organization.models import Unit


def _status(unit: Unit) -> Value:
    return None if unit.code_is_official else _("placeholder")


UNIT_COLUMNS = (
    Column(_("Code"), attrgetter("code"), 18),
    Column(_("Code status"), _status, 12),
    Column(pgettext_lazy("unit", "Name"), unit_text, 24),
    Column(_("Level"), lambda unit: unit.get_level_display(), 12),
    Column(_("Belongs to"), lambda unit: unit_text(unit.parent) if unit.parent else None, 22),
    Column(_("Units beneath"), lambda unit: unit.parts or None, 12),
    Column(_("Households"), attrgetter("households"), 12),
    Column(_("Population"), attrgetter("population"), 12),
)
