"""Official documents that were made, and the Word templates of a township."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety_portal.accounts.models import Role, User
from safety_portal.documents import layout
from safety_portal.organization.models import Unit
from safety_portal.work.models import OWING_ROLES


class Kind(models.TextChoices):
    """The layouts of GB/T 9704-2012, as a user picks them."""

    RED_HEAD = layout.Kind.RED_HEAD.value, _("With red head")
    LETTER = layout.Kind.LETTER.value, pgettext_lazy("layout of a document", "Letter")
    PLAIN = layout.Kind.PLAIN.value, _("Without head")


class Genre(models.TextChoices):
    """What a document is, whatever its layout."""

    BULLETIN = "bulletin", _("Bulletin")
    SUMMONS = "summons", _("Summons to a talk")
    ORDER = "order", _("Supervision order")
    BRIEF = "brief", _("Leader's brief")
    OTHER = "other", _("Other document")


class Reach(models.TextChoices):
    """Who beside office and leaders may read a document once it is issued."""

    ADDRESSEE = "addressee", _("Only the unit it is addressed to")
    COMMUNITIES = "communities", _("All communities of the township")
    DISTRICT = "district", _("All communities and the district")


class TemplateQuerySet(models.QuerySet["DocumentTemplate"]):
    def visible_to(self, user: User) -> TemplateQuerySet:
        """A township's own, for its governance office and leaders."""
        return self.filter(township__in=user.unit_ids(Role.OFFICE, Role.LEADER))


class DocumentTemplate(models.Model):
    """A township's own Word template of one layout. None current: the shipped one counts. Files are encrypted."""

    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("township"))
    kind = models.CharField(_("layout"), max_length=10, choices=Kind)
    version = models.PositiveSmallIntegerField(_("version"))
    file = models.FileField(_("file"), upload_to="documents/templates/")
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    is_current = models.BooleanField(_("current"), default=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("document template")
        verbose_name_plural = _("document templates")
        ordering: ClassVar = ["kind", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["township", "kind", "version"], name="template_version_once"),
            models.UniqueConstraint(
                fields=["township", "kind"], condition=Q(is_current=True), name="template_one_current"
            ),
            models.CheckConstraint(name="template_kind_known", condition=Q(kind__in=Kind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> DocumentQuerySet:
        """A township's, for its governance office and leaders; once it is issued, for whom it is addressed to: a unit,
        all communities, the district above.
        """
        townships = [scope.township_id for scope in user.scopes if scope.role == Role.SECRETARY]
        to_all = Q(reach__in=[Reach.COMMUNITIES, Reach.DISTRICT], township__in=townships)
        to_district = Q(reach=Reach.DISTRICT, township__parent__in=user.unit_ids(Role.DISTRICT))
        to_unit = Q(addressed_to__in=user.unit_ids(*OWING_ROLES))
        return self.filter(
            Q(township__in=user.unit_ids(Role.OFFICE, Role.LEADER))
            | (Q(issued_at__isnull=False) & (to_unit | to_all | to_district))
        )

    def in_force(self) -> DocumentQuerySet:
        """Without those that were voided."""
        return self.filter(voided_at=None)


class Document(models.Model):
    """A document that was made: its two files as they were made, encrypted, with the checksums of what was in them.

    ``pdf`` is empty where no font had all its signs; ``missing`` names them. ``target_type`` and ``target_id``: the
    entry it was made for. ``template_version`` 0: the shipped template. The signed and stamped paper comes back as a
    scan in the attachments; from then on the document counts as issued and whom it is for may read it.

    ``typed``: what stood in the form, encrypted, to begin anew from; ``form_path``: the address of that form.
    ``form_key``: one form makes one document, however often it is sent. A voided document keeps its number;
    ``replaces`` leads from the one made instead back to it.
    """

    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("township"))
    kind = models.CharField(_("layout"), max_length=10, choices=Kind)
    genre = models.CharField(_("kind of document"), max_length=10, choices=Genre, default=Genre.OTHER)
    number = models.CharField(_("document number"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    addressed_to = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("addressed to")
    )
    target_type = models.CharField(_("entry type"), max_length=64, blank=True)
    target_id = models.BigIntegerField(_("entry"), null=True, blank=True)
    word = models.FileField(_("Word"), upload_to="documents/%Y/%m/")
    word_sha256 = models.CharField(_("checksum"), max_length=64)
    pdf = models.FileField(_("PDF"), upload_to="documents/%Y/%m/", blank=True)
    pdf_sha256 = models.CharField(_("checksum"), max_length=64, blank=True)
    missing = models.CharField(_("characters without a font"), max_length=200, blank=True)
    template_version = models.PositiveSmallIntegerField(_("template version"), default=0)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    reach = models.CharField(_("who may read it"), max_length=12, choices=Reach, default=Reach.ADDRESSEE)
    typed = models.FileField(_("what was typed"), upload_to="documents/%Y/%m/", blank=True)
    form_path = models.CharField(_("form"), max_length=200, blank=True)
    form_key = models.CharField(_("key of the form"), max_length=36, blank=True)
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    issued_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("issued by")
    )
    voided_at = models.DateTimeField(_("voided"), null=True, blank=True)
    voided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("voided by")
    )
    void_reason = models.CharField(_("reason of voiding"), max_length=200, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("official document")
        verbose_name_plural = _("official documents")
        ordering: ClassVar = ["-made_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["target_type", "target_id"], condition=~Q(target_type=""), name="document_target")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["township", "number"], condition=~Q(number=""), name="document_number_once"
            ),
            models.UniqueConstraint(
                fields=["township", "form_key"], condition=~Q(form_key=""), name="document_once_per_form"
            ),
            models.CheckConstraint(name="document_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="document_genre_known", condition=Q(genre__in=Genre.values)),
            models.CheckConstraint(name="document_reach_known", condition=Q(reach__in=Reach.values)),
            models.CheckConstraint(
                name="document_issue_whole",
                condition=Q(issued_at=None, issued_by=None) | Q(issued_at__isnull=False, issued_by__isnull=False),
            ),
            models.CheckConstraint(
                name="document_void_has_reason",
                condition=Q(voided_at=None, voided_by=None, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
            ),
            models.CheckConstraint(name="document_replaces_another", condition=Q(replaces=None) | ~Q(replaces=F("pk"))),
            models.CheckConstraint(
                name="document_pdf_or_reason",
                condition=(~Q(pdf="") & ~Q(pdf_sha256="") & Q(missing=""))
                | (Q(pdf="", pdf_sha256="") & ~Q(missing="")),
            ),
            models.CheckConstraint(
                name="document_target_whole",
                condition=Q(target_type="", target_id=None) | (~Q(target_type="") & Q(target_id__isnull=False)),
            ),
        ]

        triggers: ClassVar = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="paper_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("number", "title", "word", "word_sha256", "pdf", "pdf_sha256", "made_at"),
                func="RAISE EXCEPTION 'a document that was made never changes';",
            ),
            pgtrigger.Trigger(
                name="void_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__voided_at__isnull=False) & pgtrigger.Q(new__voided_at__isnull=True),
                func="RAISE EXCEPTION 'a voided document stays voided';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return reverse("documents:detail", args=[self.pk])

    @property
    def is_issued(self) -> bool:
        return self.issued_at is not None

    @property
    def is_voided(self) -> bool:
        return self.voided_at is not None

    @property
    def waits(self) -> bool:
        """To be signed and issued; a brief is only read."""
        return not self.is_issued and not self.is_voided and self.genre != Genre.BRIEF
