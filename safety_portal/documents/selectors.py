"""Reading templates and documents, and what a document about something owed begins with."""

from __future__ import annotations

import json
from datetime import date

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety_portal.accounts.models import Role, User
from safety_portal.core import sealed_files
from safety_portal.core.ports import Paper, Papers
from safety_portal.documents import layout
from safety_portal.documents.layout import OfficialDocument
from safety_portal.documents.models import Document, DocumentTemplate
from safety_portal.documents.policies import can_make
from safety_portal.documents.stock import stock_file
from safety_portal.organization.models import Unit
from safety_portal.work.models import TrackedItem

_COUNTED = "一二三四五六七八九"
#: What issues documents of peace building in a township, unless somebody writes another name.
AGENCY = "平安建设领导小组办公室"


def township_of(user: User) -> Unit | None:
    """The township whose office or leader ``user`` is, the first of several."""
    return next((scope.unit for scope in user.scopes if scope.role in {Role.OFFICE, Role.LEADER}), None)


def current_template(township: Unit, kind: layout.Kind) -> DocumentTemplate | None:
    """The township's own, if one is in use."""
    return DocumentTemplate.objects.filter(township=township, kind=kind.value, is_current=True).first()


def template_of(township: Unit, kind: layout.Kind) -> tuple[bytes, int]:
    """The template in use and its version; the shipped one is version 0."""
    own = current_template(township, kind)
    return (sealed_files.content_of(own.file), own.version) if own else (stock_file(kind).read_bytes(), 0)


def agency_of(township: Unit) -> str:
    """``大兴镇平安建设领导小组办公室``"""
    return f"{township.name}{AGENCY}"


def sample_of(kind: layout.Kind, day: date) -> OfficialDocument:
    """A document with everything in it, to look at a template with."""
    text = layout.text_of("这是正文。每页二十二行，每行二十八字；正文用三号仿宋，数字可以连到说明它的页面。")
    heads = ("一、一级标题用黑体", "（一）二级标题用楷体", "1.三级标题用仿宋", "（1）四级标题用仿宋")
    body: list[layout.Block] = []
    for level, words in enumerate(heads, 1):
        body += [layout.Heading(layout.text_of(words), level), layout.Paragraph(text)]
    cells = [layout.text_of(words) for words in ("1", "示例村", "96.5")]
    body += [layout.Bullet(text), layout.Table(("序号", "单位", "得分"), [cells], (1, 3, 2))]
    return OfficialDocument(
        kind=kind,
        title="示例镇平安建设领导小组办公室关于公文版式的示例",
        body=body,
        mark="示例镇平安建设领导小组办公室",
        number=layout.document_number("示例平安办", day.year, 1),
        addressees=["各村（社区）", "镇直各单位"],
        attachments=["示例附件"],
        signature="示例镇平安建设领导小组办公室",
        signed_on=day,
        copies=["示例单位"],
        printed_by="示例镇平安建设领导小组办公室",
        printed_on=day,
    )


def item_for(user: User, pk: str | None) -> TrackedItem | None:
    """The thing owed that a document is to be made for, if ``user`` sees it."""
    if not pk or not pk.isdecimal():
        return None
    rows = TrackedItem.objects.visible_to(user).select_related("owed_by", "township")
    return rows.filter(pk=int(pk)).first()


def typed_of(document: Document) -> dict[str, str]:
    """What stood in the form it was made from; nothing for documents made before that was kept."""
    if not document.typed:
        return {}
    values: dict[str, str] = json.loads(sealed_files.content_of(document.typed))
    return values


def document_again(user: User, pk: str | None) -> Document | None:
    """The document that a form begins from (``?again=``), if ``user`` may make one anew."""
    if not pk or not pk.isdecimal():
        return None
    found = Document.objects.visible_to(user).select_related("township").filter(pk=int(pk)).first()
    return found if found and can_make(user, found.township) else None


def form_again(document: Document) -> str:
    """The form that a document was made from, filled as it was; empty for documents made before that was kept."""
    if not document.form_path or not document.typed:
        return ""
    sign = "&" if "?" in document.form_path else "?"
    return f"{document.form_path}{sign}again={document.pk}"


def order_number(item: TrackedItem) -> str:
    """``大兴督〔2026〕3号``, of the thing owed; made anew (numbers stay taken) with 之一, 之二 … behind."""
    number = f"{item.number}号"
    made = Document.objects.filter(target_type=item._meta.label_lower, target_id=item.pk).count()
    return f"{number}之{_COUNTED[min(made, len(_COUNTED)) - 1]}" if made else number


def order_for(item: TrackedItem) -> dict[str, object]:
    """The first draft of a supervision order (督办单): what is owed, by whom, until when; it goes as a letter.

    It is none of the 15 kinds of official documents (党政机关公文处理工作条例 8), so it has the layout of a letter
    (GB/T 9704-2012, 10.1) and the number of the thing owed.
    """
    due = layout.day_in_words(timezone.localtime(item.due_at).date())
    lines = [
        "一、督办事项",
        f"{item.title.rstrip('。')}。",
        *(["二、工作要求", item.requirement] if item.requirement else []),
        f"{'三' if item.requirement else '二'}、办理时限",
        f"请于{due}前办结，并将办理情况在平台上答复。",
    ]
    return {
        "kind": layout.Kind.LETTER.value,
        "title": f"{agency_of(item.township)}关于{item.title.rstrip('。')}的督办单"[:200],
        "addressees": item.owed_by.name,
        "body": "\n".join(lines),
    }


def paper_of(document: Document) -> Paper:
    """A line of the panel of documents; a voided one says so."""
    note = _("voided") if document.is_voided else (_("not issued yet") if document.waits else "")
    return Paper(document.number, document.title, document.get_absolute_url(), document.made_at, note)


class DocumentPapers:
    """Papers port: documents made for things owed, and the way to a new one."""

    def papers_of(self, entry: Model, user: User) -> Papers | None:
        if not isinstance(entry, TrackedItem):
            return None
        made = Document.objects.visible_to(user).filter(target_type=entry._meta.label_lower, target_id=entry.pk)
        rows = [paper_of(one) for one in made]
        is_there = any(not one.is_voided for one in made)
        may_make = not is_there and entry.is_open and can_make(user, entry.township)
        url = f"{reverse('documents:new')}?owed={entry.pk}" if may_make else ""
        return Papers(rows, _("Make a supervision order"), url)
