"""What the database refuses, whoever writes."""

import pytest
from django.db import IntegrityError, transaction

from assessments.consequences.ladder import install_ladder
from assessments.models import Consequence, LadderStep
from tests.assessments.consequences.conftest import Case, in_days


def refused(case: Case, **values: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Consequence.objects.filter(pk=case.row.pk).update(**values)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "lost"},
        {"action": "fine"},
        {"state": "confirmed"},
        {"state": "declined"},
        {"state": "withdrawn"},
        {"number": "大兴奖惩〔2026〕1"},
        {"reason": ""},
        {"trigger": "last_place"},
        {"trigger": "recorded"},
        {"postponed_until": in_days(3)},
        {"exit_result": "met"},
        {"ground": "changed"},
        {"ended_because": "核对"},
    ],
    ids="-".join,
)
def test_proposal_that_claims_more_than_a_proposal(case: Case, values: dict[str, object]) -> None:
    refused(case, **values)


def test_refusal_or_postponement_without_a_reason(case: Case) -> None:
    decided = {"decided_at": case.row.proposed_at, "decided_by": case.leader}
    refused(case, state="declined", decision="", **decided)
    refused(case, state="postponed", decision="", postponed_until=in_days(3), **decided)
    refused(case, state="postponed", decision="待核", **decided)


def test_confirmed_without_number_decision_or_deadline(case: Case) -> None:
    case.confirm()
    for values in ({"number": ""}, {"decided_by": None}, {"due_at": None}, {"state": "carried_out"}):
        refused(case, **values)


def test_closed_by_whoever_carried_it_out(case: Case) -> None:
    case.confirm()
    case.carry_out()
    closed = {"state": "closed", "closed_at": case.row.decided_at, "finding": "已整改"}
    refused(case, **closed, closed_by=case.office)
    refused(case, **(closed | {"finding": ""}), closed_by=case.colleague)


def test_revoked_by_nobody(case: Case) -> None:
    case.confirm()
    refused(case, state="revoked", ended_at=case.row.decided_at, ended_because="核对")


def test_same_unit_step_and_period_twice(case: Case) -> None:
    case.row.pk = None
    with pytest.raises(IntegrityError, match="consequence_once_per_unit_step_period"), transaction.atomic():
        case.row.save(force_insert=True)


@pytest.mark.parametrize(
    "values",
    [
        {"times": None},
        {"times": 0},
        {"times": 13},
        {"days": 181},
        {"days": None},
        {"trigger": "recorded"},
        {"action": "veto"},
        {"basis": ""},
        {"exit_condition": ""},
        {"version": 2},
    ],
    ids="-".join,
)
def test_step_that_does_not_fit_together(case: Case, values: dict[str, object]) -> None:
    install_ladder(case.township)
    with pytest.raises(IntegrityError), transaction.atomic():
        LadderStep.objects.filter(township=case.township, code="last-once").update(**values)
