"""What the kinds of this app share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from assessments.models import AssessmentMonth
from assessments.reports.filings import communities_of
from safety_portal.accounts.models import Role, User
from safety_portal.core.months import Month
from safety_portal.core.ports import Words
from safety_portal.imports.kinds import Row, Scope
from safety_portal.imports.reading.columns import Column, Form, Remark, Vocabulary
from safety_portal.organization.models import Unit

NOT_OPEN = _("This month has not been opened.")
MONTHS_OFFERED = 12
UNIT = Column(
    key="unit",
    label="社区",
    form=Form.UNIT,
    words=(
        "单位",
        "单位名称",
        "社区名称",
        "村居",
        "村（居）",
        "村社区",
        "社区（村）",
        "村（社区）",
        "社区/村",
        "被测评单位",
        "所属社区",
    ),
    example="四岗社区",
    is_required=True,
    is_identity=True,
)


class Kind:
    """What most kinds have in common."""

    takes_month = True
    may_be_opening = False

    def vocabularies(self, scope: Scope) -> Mapping[str, Vocabulary]:
        return {}

    def finish(self, scope: Scope) -> None:
        """The services have told the trail; a draft that is no longer up to date is scored again by beat."""

    def undo_fault(self, scope: Scope, model: str, keys: Sequence[int]) -> Words | None:
        return None

    def months(self, scope: Scope) -> Sequence[Month]:
        """Months that were opened, the latest first."""
        months = AssessmentMonth.objects.filter(township=scope.township).order_by("-first_day")
        return [month.month for month in months[:MONTHS_OFFERED]]

    def asks_reason(self, scope: Scope) -> bool:
        return False


def is_office(user: User, township: Unit) -> bool:
    return user.has_role(Role.OFFICE, township_id=township.pk)


def month_of(scope: Scope) -> AssessmentMonth | None:
    """The month that the rows belong to, None if it is not open."""
    if scope.month is None:
        return None
    months = AssessmentMonth.objects.filter(township=scope.township, first_day=scope.month.first_day)
    return months.select_related("township").first()


def assessed_units(month: AssessmentMonth | None) -> dict[str, Unit]:
    """The communities assessed in a month, by code."""
    return {unit.code: unit for unit in communities_of(month)} if month else {}


def unit_of(row: Row, units: Mapping[str, Unit]) -> Unit | None:
    """The community a row is about, if it is assessed in that month."""
    return units.get(str(row.values.get("unit")))


NOT_ASSESSED = Remark("unit_not_assessed", column="unit")
