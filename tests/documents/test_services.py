"""Making documents, replacing templates: files, numbers, permissions, the trail."""

import hashlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, transaction
from django.utils import timezone
from docx import Document as WordDocument

from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.core import sealed_files
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.documents import services
from safety_portal.documents.layout import Kind as Layout
from safety_portal.documents.models import Document, DocumentTemplate, Kind, Reach
from safety_portal.documents.selectors import item_for, order_for, template_of
from safety_portal.documents.services import Purpose
from safety_portal.documents.stock import stock_file
from safety_portal.organization.models import Unit
from tests.documents.samples import BULLETIN, part_of, words_of
from tests.factories import CommunityFactory, TownshipFactory, user_as
from tests.work.items import TrackedItemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folders(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.DOCUMENT_FONTS = tmp_path / "fonts"


@pytest.fixture
def township() -> Unit:
    return TownshipFactory()


@pytest.fixture
def office(township: Unit) -> User:
    return user_as(Role.OFFICE, township)


def own_template() -> bytes:
    word = WordDocument(BytesIO(stock_file(Layout.RED_HEAD).read_bytes()))
    word.paragraphs[0].insert_paragraph_before("本镇样式")
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def test_document_is_made_as_word_and_pdf(township: Unit, office: User) -> None:
    made = services.make_document(content=BULLETIN, township=township, by=office)
    word, pdf = sealed_files.content_of(made.word), sealed_files.content_of(made.pdf)
    assert (made.number, made.title, made.missing) == (BULLETIN.number, BULLETIN.title, "")
    assert [hashlib.sha256(data).hexdigest() for data in (word, pdf)] == [made.word_sha256, made.pdf_sha256]
    assert (word[:2], pdf[:5]) == (b"PK", b"%PDF-")
    assert AuditEntry.objects.filter(action="document.make").count() == 1


def test_files_on_the_disk_are_encrypted(township: Unit, office: User, tmp_path: Path) -> None:
    services.make_document(content=BULLETIN, township=township, by=office)
    stored = [file.read_bytes() for file in (tmp_path / "documents").rglob("*.bin")]
    assert len(stored) == 2
    assert not any(data.startswith((b"PK", b"%PDF")) for data in stored)


def test_numbers_run_by_word_township_and_year(township: Unit, office: User) -> None:
    year = timezone.localdate().year
    other = TownshipFactory()
    numbers = [
        services.make_document(content=BULLETIN, township=place, by=by, word=word).number
        for place, by, word in (
            (township, office, "镇平安办"),
            (township, office, "镇平安办"),
            (township, office, "镇平安函"),
            (other, user_as(Role.LEADER, other), "镇平安办"),
        )
    ]
    assert numbers == [
        f"镇平安办〔{year}〕1号",
        f"镇平安办〔{year}〕2号",
        f"镇平安函〔{year}〕1号",
        f"镇平安办〔{year}〕1号",
    ]


def test_taken_number_is_refused_and_leaves_no_file(township: Unit, office: User, tmp_path: Path) -> None:
    services.make_document(content=BULLETIN, township=township, by=office)
    with pytest.raises(Refused):
        services.make_document(content=BULLETIN, township=township, by=office)
    assert len(list((tmp_path / "documents").rglob("*.bin"))) == 2


def test_secretary_may_not_make_documents(township: Unit) -> None:
    secretary = user_as(Role.SECRETARY, CommunityFactory(township=township, parent=township))
    with pytest.raises(NotAllowed):
        services.make_document(content=BULLETIN, township=township, by=secretary)


def test_missing_signs_leave_word_and_say_why_there_is_no_pdf(township: Unit, office: User) -> None:
    made = services.make_document(content=replace(BULLETIN, signature="某\ue000"), township=township, by=office)
    assert (made.missing, bool(made.pdf), bool(made.word)) == ("\ue000", False, True)
    with pytest.raises(Refused):
        services.fetch_file(document=made, ending="pdf", by=office)


def test_reading_a_file_is_recorded(township: Unit, office: User) -> None:
    made = services.make_document(content=BULLETIN, township=township, by=office)
    services.fetch_file(document=made, ending="docx", by=office)
    entry = AuditEntry.objects.get(action="document.fetch")
    assert (entry.kind, entry.details) == (AuditEntry.Kind.READ, {"type": "docx"})


def test_own_template_is_used_until_the_shipped_one_is_restored(township: Unit, office: User) -> None:
    kind = Kind.RED_HEAD
    services.replace_template(kind=kind, township=township, name="a.docx", data=own_template(), by=office)
    second = services.replace_template(kind=kind, township=township, name="b.docx", data=own_template(), by=office)
    made = services.make_document(content=BULLETIN, township=township, by=office)
    assert words_of(part_of(sealed_files.content_of(made.word)))[0] == "本镇样式"
    assert (second.version, made.template_version) == (2, 2)
    services.restore_template(kind=kind, township=township, by=office)
    assert template_of(township, Layout.RED_HEAD) == (stock_file(Layout.RED_HEAD).read_bytes(), 0)
    assert DocumentTemplate.objects.count() == 2
    with pytest.raises(Refused):
        services.restore_template(kind=kind, township=township, by=office)
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "template.replace",
        "template.replace",
        "document.make",
        "template.restore",
    ]


def test_others_may_not_change_templates(township: Unit) -> None:
    stranger = user_as(Role.OFFICE, TownshipFactory())
    with pytest.raises(NotAllowed):
        services.replace_template(kind=Kind.LETTER, township=township, name="a.docx", data=own_template(), by=stranger)
    with pytest.raises(NotAllowed):
        services.restore_template(kind=Kind.LETTER, township=township, by=stranger)


def test_visible_to_township_and_to_whom_it_is_addressed(township: Unit, office: User) -> None:
    item = TrackedItemFactory(owed_by=CommunityFactory(township=township, parent=township), township=township)
    made = services.make_document(content=BULLETIN, township=township, by=office, purpose=Purpose(item, item.owed_by))
    services.issue_document(document=made, by=office)
    here = [office, user_as(Role.LEADER, township), user_as(Role.SECRETARY, item.owed_by)]
    neighbour = CommunityFactory(township=township, parent=township)
    elsewhere = [user_as(Role.SECRETARY, neighbour), user_as(Role.OFFICE, TownshipFactory())]
    assert [list(Document.objects.visible_to(user)) for user in here + elsewhere] == [[made]] * 3 + [[]] * 2


def test_draft_of_a_supervision_order(township: Unit, office: User) -> None:
    owed_by = CommunityFactory(township=township, parent=township, name="四岗社区")
    item = TrackedItemFactory(owed_by=owed_by, township=township, title="清理楼道堆物", requirement="逐户清理。")
    draft = order_for(item)
    assert (draft["kind"], draft["addressees"]) == ("letter", "四岗社区")
    assert str(draft["body"]).splitlines()[:4] == ["一、督办事项", "清理楼道堆物。", "二、工作要求", "逐户清理。"]
    assert (item_for(office, str(item.pk)), item_for(office, "x"), item_for(office, None)) == (item, None, None)


def test_document_reaches_its_readers_once_it_is_issued(township: Unit, office: User) -> None:
    community = CommunityFactory(township=township, parent=township)
    secretary, district = user_as(Role.SECRETARY, community), user_as(Role.DISTRICT, township.parent)
    elsewhere = user_as(Role.SECRETARY, CommunityFactory())
    for reach in (Reach.ADDRESSEE, Reach.COMMUNITIES, Reach.DISTRICT):
        services.make_document(content=replace(BULLETIN, number=reach), township=township, by=office, reach=reach)
    readers = (secretary, district, elsewhere)
    assert [_read(reader) for reader in readers] == [set(), set(), set()]
    for made in Document.objects.all():
        services.issue_document(document=made, by=office)
    assert [_read(reader) for reader in readers] == [{"communities", "district"}, {"district"}, set()]


def _read(user: User) -> set[str]:
    return set(Document.objects.visible_to(user).values_list("number", flat=True))


def test_only_office_and_leader_issue_and_void(township: Unit, office: User) -> None:
    made = services.make_document(content=BULLETIN, township=township, by=office)
    other = user_as(Role.OFFICE, TownshipFactory())
    with pytest.raises(NotAllowed):
        services.issue_document(document=made, by=other)
    with pytest.raises(NotAllowed):
        services.void_document(document=made, reason="错", by=other)
    with pytest.raises(Refused):
        services.void_document(document=made, reason=" ", by=office)


def test_voided_document_is_not_issued_and_keeps_its_number(township: Unit, office: User) -> None:
    made = services.make_document(content=BULLETIN, township=township, by=office)
    services.void_document(document=made, reason="错", by=office)
    assert services.void_document(document=made, reason="再来", by=office).void_reason == "错"
    with pytest.raises(Refused):
        services.issue_document(document=made, by=office)
    with pytest.raises(Refused):
        services.make_document(content=BULLETIN, township=township, by=office)
    actions = AuditEntry.objects.filter(action="document.void").values_list("reason", flat=True)
    assert list(actions) == ["错"]


def test_made_document_never_changes_in_the_database(township: Unit, office: User) -> None:
    made = services.make_document(content=BULLETIN, township=township, by=office)
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=made.pk).update(number="镇平安办〔2026〕9号")
    with pytest.raises(DatabaseError), transaction.atomic():
        made.delete()
