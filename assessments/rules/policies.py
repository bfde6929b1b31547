"""Who may make rules."""

from __future__ import annotations

from assessments.models import RuleSet
from assessments.states import RuleState
from safety_portal.accounts.models import Role, User
from safety_portal.organization.models import Level, Unit


def rule_townships(user: User) -> list[Unit]:
    """Townships for which the user may write rule sets: governance office and leaders."""
    makers = {scope.unit.pk: scope.unit for scope in user.scopes if scope.role in {Role.OFFICE, Role.LEADER}}
    return [unit for unit in makers.values() if unit.level == Level.TOWNSHIP]


def can_write_rules(user: User, township: Unit) -> bool:
    return user.has_role(Role.OFFICE, Role.LEADER, township_id=township.pk)


def can_edit(user: User, rule_set: RuleSet) -> bool:
    """A draft of one's own township; shared sets come with the portal and are only copied."""
    return (
        rule_set.state == RuleState.DRAFT and rule_set.township is not None and can_write_rules(user, rule_set.township)
    )
