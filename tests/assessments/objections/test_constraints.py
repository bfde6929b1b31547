"""What the database refuses, whoever writes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.models import FactCorrection, Objection, PublicationWaiver
from tests.assessments.objections.builders import Case

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "values",
    [
        {"state": "lost"},
        {"state": "rejected"},
        {"state": "withdrawn"},
        {"state": "accepted", "remedy": "figure"},
        {"decision": "无误"},
        {"remedy": "figure"},
        {"reason": ""},
        {"claimed_points": 61},
        {"is_late": True},
    ],
    ids=",".join,
)
def test_objection_that_says_nothing_of_the_kind(case: Case, values: dict[str, object]) -> None:
    objection = case.file()
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(pk=objection.pk).update(**values)


def test_two_open_objections_to_a_line(case: Case) -> None:
    objection = case.file()
    objection.pk, objection.number = None, "another"
    with pytest.raises(IntegrityError, match="objection_one_open_per_line"), transaction.atomic():
        objection.save(force_insert=True)


def test_accepted_without_a_remedy_or_a_place(case: Case) -> None:
    objection = case.accept(case.file(), disputes_on_time=10)
    for values in ({"remedy": ""}, {"remedy": "source"}, {"remedy": "points"}, {"decided_by": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Objection.objects.filter(pk=objection.pk).update(**values)


def test_two_corrections_of_a_figure_in_force(case: Case) -> None:
    case.accept(case.file(), disputes_on_time=10)
    correction = FactCorrection.objects.get()
    correction.pk = None
    with pytest.raises(IntegrityError, match="correction_one_in_force"), transaction.atomic():
        correction.save(force_insert=True)


def test_correction_withdrawn_by_nobody(case: Case) -> None:
    case.accept(case.file(), disputes_on_time=10)
    with pytest.raises(IntegrityError), transaction.atomic():
        FactCorrection.objects.update(withdrawn_at=timezone.now() + timedelta(days=1))


@pytest.mark.parametrize("values", [{"kind": "rescoring"}, {"reason": ""}])
def test_waiver_without_a_reason_or_of_what_can_not_be_waived(case: Case, values: dict[str, str]) -> None:
    result = case.town.month.results.get()
    given = {"kind": "window", "reason": "时限", **values}
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicationWaiver.objects.create(month=case.town.month, result=result, waived_by=case.leader, **given)
