"""Every write to users, appointments and deputies: checked, in one transaction, on record."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from axes.utils import reset as reset_lock_out
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from safety_portal.accounts.models import LEVELS_OF_ROLE, Appointment, Deputation, Role, User
from safety_portal.accounts.policies import can_administer, can_appoint, can_deputize, colleagues
from safety_portal.audit.trail import Actor, JsonValue, System, record
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.organization.models import Level, Unit

# Without letters and digits that look alike on paper: the password is read out at the counter.
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_CAPITALS = _LETTERS.upper()
_DIGITS = "23456789"
_ONE_DAY = timedelta(days=1)


def one_time_password() -> str:
    """Twelve characters in three groups, that pass the password rules and can be read out: ``kmpT-4xwq-H7ce``."""
    while True:
        groups = ["".join(secrets.choice(_LETTERS + _CAPITALS + _DIGITS) for _place in range(4)) for _group in range(3)]
        password = "-".join(groups)
        if all(any(char in kind for char in password) for kind in (_LETTERS, _CAPITALS, _DIGITS)):
            return password


# --- Users ----------------------------------------------------------------------------------------------------


@transaction.atomic
def create_user(
    *, username: str, name: str, by: Actor, post: str = "", email: str = "", language: str = ""
) -> tuple[User, str]:
    """A user who must change the one-time password that is returned beside; shown once, stored nowhere."""
    _demand_administrator(by)
    username = User.normalize_username(username.strip())
    if User.objects.filter(username__iexact=username).exists():
        raise Refused({"username": _("This user name is taken.")})
    password = one_time_password()
    user = User.objects.create_user(
        username, password, name=name, post=post, email=email, language=language, must_change_password=True
    )
    _record("user.create", user, by=by)
    return user, password


@transaction.atomic
def edit_user(*, user: User, name: str, post: str, email: str, language: str, by: Actor) -> User:
    _demand(by, user)
    user.name, user.post, user.email, user.language = name, post, email, language
    user.save(update_fields=["name", "post", "email", "language"])
    _record("user.edit", user, by=by)
    return user


@transaction.atomic
def reset_password(*, user: User, by: Actor) -> str:
    """A new one-time password, handed over at the counter; the user must change it at the next log-in.

    Whoever stands at the counter may have lost the phone too, or be locked out: the second factor goes, the lock opens.
    """
    _demand(by, user)
    if by == user:
        raise Refused(_("Change your own password under your account."))
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    removed, _rows = Authenticator.objects.filter(user=user.pk).delete()
    reset_lock_out(username=user.username)
    _record("user.reset_password", user, by=by, details={"second_factor_removed": bool(removed)})
    return password


@transaction.atomic
def change_password(*, user: User, password: str, by: User) -> None:
    """A user's own new password (who knows the old one has been checked by the form)."""
    if by != user:
        raise NotAllowed
    if user.check_password(password):
        raise Refused({"password1": _("Choose a password other than the present one.")})
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused({"password1": error}) from error
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    _record("user.change_password", user, by=by)


@transaction.atomic
def deactivate_user(*, user: User, reason: str, by: Actor) -> User:
    """No more log-in, at once. Appointments stay as they are: the past is not rewritten."""
    _demand(by, user)
    if by == user:
        raise Refused(_("You cannot close your own account."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    _record("user.close", user, by=by, reason=reason)
    return user


@transaction.atomic
def reactivate_user(*, user: User, by: Actor) -> User:
    _demand(by, user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    _record("user.reopen", user, by=by)
    return user


@transaction.atomic
def set_language(*, user: User, language: str, by: User) -> User:
    """The language in which a user's pages and notices are written."""
    if by != user:
        raise NotAllowed
    user.language = language
    user.save(update_fields=["language"])
    return user


# --- Appointments ---------------------------------------------------------------------------------------------


@transaction.atomic
def appoint(
    *,
    user: User,
    role: Role,
    unit: Unit,
    by: Actor,
    first_day: date,
    last_day: date | None = None,
    is_discipline_contact: bool = False,
) -> Appointment:
    """``user`` holds ``role`` at ``unit`` from ``first_day`` to ``last_day``, both included; None: no end is set."""
    if not can_appoint(by, user, role, unit):
        raise NotAllowed
    if Level(unit.level) not in LEVELS_OF_ROLE[role]:
        raise Refused({"unit": _("This role is not held at a unit of this level.")})
    if is_discipline_contact and role not in {Role.LEADER, Role.OFFICE}:
        raise Refused({"is_discipline_contact": _("Only leaders and the office can be discipline contact.")})
    days = _span(first_day, last_day)
    if Appointment.objects.filter(user=user, role=role, unit=unit, valid__overlap=days).exists():
        raise Refused({"first_day": _("The user already holds this role at this unit in these days.")})
    appointment = Appointment.objects.create(
        user=user, role=role, unit=unit, valid=days, is_discipline_contact=is_discipline_contact
    )
    details: dict[str, JsonValue] = {"role": role.value, "unit": unit.name, "from": str(first_day)}
    _record("user.appoint", user, by=by, unit=unit, details=details)
    return appointment


@transaction.atomic
def end_appointment(*, appointment: Appointment, last_day: date, by: Actor) -> Appointment:
    """The last day on which the role is held; deputies' days end with it."""
    if not can_appoint(by, appointment.user, Role(appointment.role), appointment.unit):
        raise NotAllowed
    if last_day < appointment.valid.lower:
        raise Refused({"last_day": _("The last day lies before the first.")})
    if appointment.valid.upper is not None and last_day >= appointment.valid.upper:
        raise Refused({"last_day": _("The appointment ends earlier than that.")})
    appointment.valid = _span(appointment.valid.lower, last_day)
    appointment.save(update_fields=["valid"])
    _shorten_deputations(appointment)
    details: dict[str, JsonValue] = {"role": appointment.role, "unit": appointment.unit.name, "until": str(last_day)}
    _record("user.end_appointment", appointment.user, by=by, unit=appointment.unit, details=details)
    return appointment


def _shorten_deputations(appointment: Appointment) -> None:
    end = appointment.valid.upper
    for deputation in appointment.deputations.filter(valid__endswith__gt=end):
        if deputation.valid.lower >= end:
            deputation.delete()
            continue
        deputation.valid = DateRange(deputation.valid.lower, end)
        deputation.save(update_fields=["valid"])


# --- Deputies -------------------------------------------------------------------------------------------------


@transaction.atomic
def deputize(
    *, appointment: Appointment, deputy: User, first_day: date, last_day: date, reason: str, by: Actor
) -> Deputation:
    """``deputy`` stands in for one appointment, from ``first_day`` to ``last_day``, both included."""
    if not can_deputize(by, appointment):
        raise NotAllowed
    days = _span(first_day, last_day)
    if last_day < timezone.localdate():
        raise Refused({"last_day": _("These days are over.")})
    if not colleagues(appointment.user).filter(pk=deputy.pk).exists():
        raise Refused({"deputy": _("Only a colleague of the same township can stand in.")})
    if not _inside(days, appointment.valid):
        raise Refused({"last_day": _("The appointment does not cover these days.")})
    if appointment.deputations.filter(valid__overlap=days).exists():
        raise Refused({"first_day": _("Somebody already stands in on one of these days.")})
    deputation = Deputation.objects.create(appointment=appointment, deputy=deputy, valid=days, reason=reason)
    details: dict[str, JsonValue] = {"deputy": deputy.name, "from": str(first_day), "until": str(last_day)}
    _record("user.deputize", appointment.user, by=by, unit=appointment.unit, reason=reason, details=details)
    return deputation


@transaction.atomic
def end_deputation(*, deputation: Deputation, by: Actor) -> None:
    """The deputy stands in no longer from today on; one that has not begun is dropped."""
    if not can_deputize(by, deputation.appointment):
        raise NotAllowed
    today = timezone.localdate()
    if deputation.valid.upper <= today:
        raise Refused(_("These days are over."))
    if deputation.valid.lower >= today:
        deputation.delete()
    else:
        deputation.valid = DateRange(deputation.valid.lower, today)
        deputation.save(update_fields=["valid"])
    principal = deputation.appointment
    details: dict[str, JsonValue] = {"deputy": deputation.deputy.name}
    _record("user.end_deputation", principal.user, by=by, unit=principal.unit, details=details)


# --- Small parts ----------------------------------------------------------------------------------------------


def _span(first_day: date, last_day: date | None) -> DateRange:
    """Both days included, as people mean it; the database's ranges leave out their upper end."""
    if last_day is not None and last_day < first_day:
        raise Refused({"last_day": _("The last day lies before the first.")})
    return DateRange(first_day, last_day + _ONE_DAY if last_day else None)


def _inside(inner: DateRange, outer: DateRange) -> bool:
    starts = outer.lower is None or (inner.lower is not None and inner.lower >= outer.lower)
    ends = outer.upper is None or (inner.upper is not None and inner.upper <= outer.upper)
    return starts and ends


def _demand_administrator(by: Actor) -> None:
    if not isinstance(by, System) and not (isinstance(by, User) and by.has_role(Role.ADMIN)):
        raise NotAllowed


def _demand(by: Actor, user: User) -> None:
    if not can_administer(by, user):
        raise NotAllowed


def _record(
    action: str,
    user: User,
    *,
    by: Actor,
    unit: Unit | None = None,
    reason: str = "",
    details: Mapping[str, JsonValue] | None = None,
) -> None:
    """On the trail of the unit's township, or of the one where the user (or whoever acts) works."""
    township = (
        unit.own_township_id if unit else township_of(user) or (township_of(by) if isinstance(by, User) else None)
    )
    record(action, user, by=by, township_id=township, reason=reason, details=details)


def township_of(user: User) -> int | None:
    """The first township in which the user acts today, for the trail."""
    return next((scope.township_id for scope in user.scopes if scope.township_id), None)
