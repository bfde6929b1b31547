"""The parties of a dispute, encrypted, and the return visits to them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from disputes.models.disputes import Dispute
from disputes.states import Performance, Satisfaction
from safety_portal.accounts.models import User
from safety_portal.audit.row_history import keep_row_history
from safety_portal.core.crypto import EncryptedTextField
from safety_portal.core.masking import mask_address, mask_id, mask_name, mask_phone

_SEALED = ["name", "phone", "id_number", "address", "name_index", "phone_index"]


# Row history is append-only; ciphertext in it could never be erased, so it keeps only that a party came or went.
@keep_row_history(exclude=_SEALED)
class Party(models.Model):
    """A person or body in the dispute. Pages show the masks; the full values only on demand, with a reason.

    The blind indexes find the same party in other disputes without decrypting anything.
    """

    class Role(models.TextChoices):
        APPLICANT = "applicant", _("Applicant")
        RESPONDENT = "respondent", _("Respondent")

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="parties", verbose_name=_("dispute"))
    role = models.CharField(_("side"), max_length=10, choices=Role)
    name = EncryptedTextField(_("name"))
    phone = EncryptedTextField(_("phone"), blank=True, default="")
    id_number = EncryptedTextField(_("ID number"), blank=True, default="")
    address = EncryptedTextField(_("address"), blank=True, default="")
    name_index = models.CharField(max_length=64, db_index=True)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering: ClassVar = ["dispute", "role", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="party_role_known", condition=Q(role__in=["applicant", "respondent"])),
            models.CheckConstraint(name="party_has_name", condition=~Q(name_index="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.masked_name}"

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)

    @property
    def masked_id_number(self) -> str:
        return mask_id(self.id_number)

    @property
    def masked_address(self) -> str:
        return mask_address(self.address)


class ReturnVisit(models.Model):
    """A visit owed to one party after a result; owed from the day of the result, done once ``visited_on`` is set."""

    dispute = models.ForeignKey(
        Dispute, on_delete=models.CASCADE, related_name="return_visits", verbose_name=_("dispute")
    )
    # RESTRICT: a party that was visited stays, but goes with its dispute when an import is undone.
    party = models.ForeignKey(Party, on_delete=models.RESTRICT, related_name="return_visits", verbose_name=_("party"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    counted_from = models.DateField(_("counted from"))
    days = models.PositiveSmallIntegerField(_("natural days"))
    due_on = models.DateField(_("due"))
    visited_on = models.DateField(_("visited on"), null=True)
    visited_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("visited by")
    )
    satisfaction = models.CharField(_("satisfaction"), max_length=12, choices=Satisfaction, blank=True)
    performance = models.CharField(_("agreement kept"), max_length=6, choices=Performance, blank=True)
    is_relapse = models.BooleanField(_("dispute came back"), default=False)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("return visit")
        verbose_name_plural = _("return visits")
        ordering: ClassVar = ["round", "party__role", "id"]
        indexes: ClassVar = [models.Index(fields=["due_on"], name="return_visit_due")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["party", "round"], name="return_visit_once_a_round"),
            models.CheckConstraint(name="return_visit_due_after_start", condition=Q(due_on__gt=F("counted_from"))),
            models.CheckConstraint(
                name="return_visit_after_result", condition=Q(visited_on=None) | Q(visited_on__gte=F("counted_from"))
            ),
            models.CheckConstraint(
                name="return_visit_answers_iff_visited",
                condition=Q(
                    visited_on__isnull=False,
                    visited_by__isnull=False,
                    satisfaction__in=Satisfaction.values,
                    performance__in=Performance.values,
                )
                | Q(visited_on=None, visited_by=None, satisfaction="", performance="", is_relapse=False, note=""),
            ),
            # Nobody met, or the dispute is back: the file must say what happened.
            models.CheckConstraint(
                name="return_visit_note_where_needed",
                condition=~Q(note="") | (Q(is_relapse=False) & ~Q(satisfaction=Satisfaction.UNREACHED)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.due_on}"

    @property
    def is_done(self) -> bool:
        return self.visited_on is not None
