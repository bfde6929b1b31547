"""Files of an entry: what may be attached, who may fetch and remove it, and how it is served."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.work.attachments import attach_file, files_of, remove_file, visible_target
from safety_portal.work.files import clean_name, type_of
from safety_portal.work.models import Attachment, TrackedItem
from tests.factories import CommunityFactory, user_as
from tests.work.items import TrackedItemFactory

PDF = b"%PDF-1.7 scan"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _zip(*members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return buffer.getvalue()


# --- Types ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("扫描件.PDF", PDF, "application/pdf"),
        ("a.png", b"\x89PNG\r\n\x1a\n...", "image/png"),
        ("a.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.doc", OLE, "application/msword"),
        ("a.et", OLE, "application/vnd.ms-excel"),
        ("a.ofd", _zip("OFD.xml"), "application/ofd"),
        (
            "a.docx",
            _zip("word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("a.xlsx", _zip("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_type_of_known_content(name: str, content: bytes, content_type: str) -> None:
    kind = type_of(name, io.BytesIO(content))
    assert kind is not None
    assert kind.content_type == content_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"MZ\x90"),
        ("a.html", b"<script>"),
        ("a.svg", b"<svg>"),
        ("a", PDF),
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.docx", _zip("xl/workbook.xml")),
        ("a.xlsx", _zip("xl/workbook.xml", "xl/vbaProject.bin")),
        ("a.pdf.exe", PDF),
    ],
)
def test_type_of_anything_else_is_none(name: str, content: bytes) -> None:
    assert type_of(name, io.BytesIO(content)) is None


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/照片.png", "照片.png"),
        ("C:\\桌面\\a.pdf", "a.pdf"),
        ("a\r\n.pdf", "a.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_clean_name(name: str, clean: str) -> None:
    assert clean_name(name) == clean


# --- Services -------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _media(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def item(db: None) -> TrackedItem:
    return TrackedItemFactory()


@pytest.fixture
def secretary(item: TrackedItem) -> User:
    return user_as(Role.SECRETARY, item.owed_by)


def _attach(item: TrackedItem, by: User, name: str = "整改照片.pdf", content: bytes = PDF) -> Attachment:
    return attach_file(target=item, upload=SimpleUploadedFile(name, content, "text/html"), by=by)


def test_attach_file_keeps_what_it_is_told_by_content(item: TrackedItem, secretary: User) -> None:
    row = _attach(item, secretary)
    assert (row.name, row.content_type, row.size) == ("整改照片.pdf", "application/pdf", len(PDF))
    assert row.sha256 == hashlib.sha256(PDF).hexdigest()
    assert Path(row.file.path).read_bytes() == PDF
    assert "整改" not in row.file.path
    entry = AuditEntry.objects.get(action="attachment.add")
    assert (entry.object_label, entry.details) == (str(item), {"attachment": row.pk, "type": "application/pdf"})


def test_attach_file_too_large_or_empty_is_refused(
    item: TrackedItem, secretary: User, settings: LazySettings, tmp_path: Path
) -> None:
    settings.ATTACHMENT_MAX_BYTES = 100
    for content in (b"", PDF + b"x" * 100):
        with pytest.raises(Refused):
            _attach(item, secretary, content=content)
    assert list(tmp_path.rglob("*.pdf")) == []


def test_attach_file_of_a_wrong_type_is_refused(item: TrackedItem, secretary: User) -> None:
    with pytest.raises(Refused) as refusal:
        _attach(item, secretary, content=b"<html>")
    assert set(refusal.value.message_dict) == {"file"}


def test_attach_file_by_a_stranger_is_refused(item: TrackedItem) -> None:
    with pytest.raises(NotAllowed):
        _attach(item, user_as(Role.SECRETARY))


def test_remove_file_is_for_whoever_attached_it(item: TrackedItem, secretary: User) -> None:
    row = _attach(item, secretary)
    with pytest.raises(NotAllowed):
        remove_file(attachment=row, reason="重复", by=user_as(Role.OFFICE, item.township))
    with pytest.raises(Refused):
        remove_file(attachment=row, reason=" ", by=secretary)
    removed = remove_file(attachment=row, reason="重复", by=secretary)
    assert (removed.removed_at is not None, removed.removed_reason) == (True, "重复")
    assert files_of(item, secretary).rows == []


def test_visible_target_knows_only_what_was_offered(item: TrackedItem, secretary: User) -> None:
    assert visible_target("work.trackeditem", item.pk, secretary) == item
    assert visible_target("accounts.user", secretary.pk, secretary) is None
    assert visible_target("nothing", 1, secretary) is None
    assert visible_target("work.trackeditem", item.pk, user_as(Role.SECRETARY)) is None


# --- Pages ----------------------------------------------------------------------------------------------------


def test_attachment_is_served_as_a_harmless_download(client: Client, item: TrackedItem, secretary: User) -> None:
    row = _attach(item, secretary)
    client.force_login(secretary)
    response = client.get(reverse("work:attachment", args=[row.pk]))
    assert b"".join(response) == PDF
    assert {name: response[name] for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control")} == {
        "Content-Type": "application/pdf",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    read = AuditEntry.objects.get(kind=AuditEntry.Kind.READ)
    assert (read.action, read.actor_id, read.object_id) == ("attachment.read", secretary.pk, str(item.pk))


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.OFFICE, Role.ADMIN, Role.AUDITOR])
def test_attachment_of_what_one_may_not_see_is_404(
    client: Client, item: TrackedItem, secretary: User, role: Role
) -> None:
    row = _attach(item, secretary)
    client.force_login(user_as(role))
    assert client.get(reverse("work:attachment", args=[row.pk])).status_code == 404
    assert client.post(reverse("work:attachment_remove", args=[row.pk]), {"reason": "x"}).status_code == 404
    upload = {"file": SimpleUploadedFile("a.pdf", PDF)}
    assert client.post(reverse("work:attach", args=["work.trackeditem", item.pk]), upload).status_code == 404


def test_removed_attachment_is_404(client: Client, item: TrackedItem, secretary: User) -> None:
    row = _attach(item, secretary)
    client.force_login(secretary)
    address = reverse("work:attachment_remove", args=[row.pk])
    assert client.post(address, {"reason": "重复"})["Location"] == item.get_absolute_url()
    assert client.get(reverse("work:attachment", args=[row.pk])).status_code == 404


def test_attach_page_goes_back_to_the_entry(client: Client, item: TrackedItem, secretary: User) -> None:
    client.force_login(secretary)
    address = reverse("work:attach", args=["work.trackeditem", item.pk])
    for upload in ({}, {"file": SimpleUploadedFile("a.pdf", b"no pdf")}, {"file": SimpleUploadedFile("a.pdf", PDF)}):
        assert client.post(address, upload)["Location"] == item.get_absolute_url()
    assert [row.name for row in files_of(item, secretary).rows] == ["a.pdf"]


def test_files_of_is_one_query_however_many(
    item: TrackedItem, secretary: User, django_assert_num_queries: object
) -> None:
    for _turn in range(5):
        _attach(item, secretary)
    assert secretary.scopes
    with django_assert_num_queries(1):  # type: ignore[operator]
        shown = files_of(item, secretary)
        assert [row.uploaded_by.name for row in shown.rows] == [secretary.name] * 5


def test_members_of_another_community_see_no_files(item: TrackedItem, secretary: User) -> None:
    _attach(item, secretary)
    other = user_as(Role.SECRETARY, CommunityFactory(parent=item.township))
    assert not files_of(item, other).may_attach
