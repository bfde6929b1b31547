"""What is typed of the documents of a month; figures stand in it by name (linked.py)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.papers import brief, bulletin
from assessments.papers.linked import Known, Section, body_of
from safety_portal.documents.forms import DraftForm
from safety_portal.documents.layout import Kind, OfficialDocument

_PREFIX = "part_"


class SectionsForm(DraftForm):
    """A document in parts: its lead, then a text for each part; a part left empty is left out."""

    lead = forms.CharField(
        label=_("Opening"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, parts: Sequence[Section], **options: Any) -> None:
        super().__init__(*args, **options)
        self.parts = parts
        for part in parts:
            rows = min(max(len(part.text) // 45 + part.text.count("\n") + 1, 3), 16)
            self.fields[f"{_PREFIX}{part.name}"] = forms.CharField(
                label=part.heading,
                max_length=8000,
                required=False,
                initial=part.text,
                widget=forms.Textarea(attrs={"rows": rows}),
            )

    def content(self, kind: Kind, known: Known) -> OfficialDocument:
        """The document, with the figures of the portal in it."""
        return self.frame(kind, body_of(self.cleaned_data.get("lead", ""), self.sections(), known))

    def sections(self) -> list[Section]:
        """As typed."""
        data = self.cleaned_data
        return [Section(part.name, part.heading, data.get(f"{_PREFIX}{part.name}", "")) for part in self.parts]

    @property
    def part_fields(self) -> list[forms.BoundField]:
        return [self[f"{_PREFIX}{part.name}"] for part in self.parts]


class BulletinForm(SectionsForm):
    """The bulletin of a month; the table of points may be left out."""

    with_annex = forms.BooleanField(
        label=_("With the table of points as an attachment across the page"), required=False, initial=True
    )

    def bulletin(self, draft: bulletin.Draft) -> OfficialDocument:
        """With the ranking as a table behind its part."""
        data = self.cleaned_data
        body = body_of(data["lead"], self.sections(), draft.known, {"ranking": [draft.table]})
        return self.frame(Kind.RED_HEAD, body, annexes=[draft.annex] if data["with_annex"] else [])


class BriefForm(SectionsForm):
    """The leader's brief: no head, no number, no addressees."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("mark", "word", "addressees", "copies", "printed_by", "reach", "lead"):
            self.fields.pop(name, None)

    def brief(self, draft: brief.Draft) -> OfficialDocument:
        """Refused: it fills more than one page."""
        return brief.one_page(self.frame(Kind.PLAIN, body_of("", self.sections(), draft.known, draft.tables)))
