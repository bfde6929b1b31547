"""Pages of documents and templates, and the order on the page of a thing owed."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from safety_portal.accounts.models import Role, User
from safety_portal.documents import services
from safety_portal.documents.layout import Kind
from safety_portal.documents.models import Document, DocumentTemplate
from safety_portal.documents.stock import stock_file
from safety_portal.work.models import Attachment, TrackedItem
from tests.documents.test_services import own_template
from tests.factories import CommunityFactory, TownshipFactory, user_as
from tests.work.items import TrackedItemFactory

pytestmark = pytest.mark.django_db

TYPED = {
    "kind": "red_head",
    "mark": "镇平安办文件",
    "word": "镇平安办",
    "title": "关于演练的通报",
    "addressees": "各村",
    "body": "一、情况\n正文。",
    "signature": "镇平安办",
    "signed_on": "2026-11-09",
}


@pytest.fixture(autouse=True)
def _folders(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.DOCUMENT_FONTS = tmp_path / "fonts"


@pytest.fixture
def item() -> TrackedItem:
    township = TownshipFactory()
    return TrackedItemFactory(owed_by=CommunityFactory(township=township, parent=township), township=township)


@pytest.fixture
def office(item: TrackedItem, client: Client) -> User:
    user = user_as(Role.OFFICE, item.township)
    client.force_login(user)
    return user


def test_supervision_order_goes_from_the_thing_owed_to_word_and_pdf(
    client: Client, office: User, item: TrackedItem
) -> None:
    address = f"{reverse('documents:new')}?owed={item.pk}"
    assert address in client.get(item.get_absolute_url()).content.decode()
    form = client.get(address).context["form"]
    assert "word" not in form.fields
    response = client.post(address, {**form.initial, "signed_on": "2026-11-09"})
    made = Document.objects.get()
    assert (response.status_code, response["Location"]) == (302, made.get_absolute_url())
    assert (made.number, made.kind, made.addressed_to) == (f"{item.number}号", "letter", item.owed_by)
    page = client.get(item.get_absolute_url()).content.decode()
    assert made.get_absolute_url() in page
    assert address not in page


def test_unit_that_owes_fetches_the_order_and_may_not_attach(client: Client, office: User, item: TrackedItem) -> None:
    client.post(
        f"{reverse('documents:new')}?owed={item.pk}",
        {**TYPED, "kind": "letter"},
    )
    made = Document.objects.get()
    secretary = user_as(Role.SECRETARY, item.owed_by)
    client.force_login(secretary)
    assert client.get(made.get_absolute_url()).status_code == 404
    services.issue_document(document=made, by=office)
    page = client.get(made.get_absolute_url()).content.decode()
    assert "document-scan" not in page
    response = client.get(reverse("documents:file", args=[made.pk, "pdf"]))
    assert (response.content[:5], response["Content-Type"], response["Cache-Control"]) == (
        b"%PDF-",
        "application/pdf",
        "private, no-store",
    )
    assert response["Content-Disposition"].startswith("attachment")


def test_scan_of_the_signed_paper_is_attached(client: Client, office: User) -> None:
    client.post(reverse("documents:new"), TYPED)
    made = Document.objects.get()
    scan = SimpleUploadedFile("盖章件.pdf", b"%PDF-1.7 scan")
    client.post(reverse("documents:issue", args=[made.pk]), {"scan": scan})
    made.refresh_from_db()
    assert (Attachment.objects.get().target_id, made.issued_by) == (made.pk, office)
    assert "盖章件.pdf" in client.get(made.get_absolute_url()).content.decode()


def test_document_without_pdf_says_why(client: Client, office: User) -> None:
    client.post(reverse("documents:new"), {**TYPED, "signature": "某\ue000"})
    made = Document.objects.get()
    with translation.override("en"):
        page = client.get(made.get_absolute_url(), headers={"Accept-Language": "en"}).content.decode()
    assert "\ue000" in page
    assert reverse("documents:file", args=[made.pk, "pdf"]) not in page
    assert client.get(reverse("documents:file", args=[made.pk, "pdf"])).status_code == 302


def test_list_shows_the_newest_first(client: Client, office: User, item: TrackedItem) -> None:
    for title in ("关于甲的通报", "关于乙的通报"):
        client.post(reverse("documents:new"), {**TYPED, "title": title})
    page = client.get(reverse("documents:list")).content.decode()
    assert page.index("关于乙的通报") < page.index("关于甲的通报")


def test_templates_are_fetched_replaced_and_restored(client: Client, office: User) -> None:
    address = reverse("documents:templates")
    shipped = stock_file(Kind.RED_HEAD).read_bytes()
    assert client.get(reverse("documents:template_file", args=["red_head"])).content == shipped
    upload = SimpleUploadedFile("本镇.docx", own_template())
    client.post(reverse("documents:template_replace", args=["red_head"]), {"file": upload})
    assert "本镇.docx" in client.get(address).content.decode()
    client.post(reverse("documents:template_restore", args=["red_head"]))
    assert "本镇.docx" not in client.get(address).content.decode()


def test_bad_template_is_refused_on_the_page(client: Client, office: User) -> None:
    upload = SimpleUploadedFile("x.docx", b"nothing")
    response = client.post(reverse("documents:template_replace", args=["plain"]), {"file": upload}, follow=True)
    assert "say-box" in response.content.decode()
    assert not DocumentTemplate.objects.exists()
    assert client.post(reverse("documents:template_replace", args=["plain"])).status_code == 302


@pytest.mark.parametrize("ending", ["docx", "pdf"])
@pytest.mark.parametrize("kind", Kind)
def test_samples_of_all_layouts(client: Client, office: User, kind: Kind, ending: str) -> None:
    response = client.get(reverse("documents:template_sample", args=[kind.value, ending]))
    assert response.content[:4] == {"docx": b"PK\x03\x04", "pdf": b"%PDF"}[ending]


def test_unknown_layout_is_not_found(client: Client, office: User) -> None:
    assert client.get(reverse("documents:template_file", args=["poster"])).status_code == 404


def test_form_sent_twice_makes_one_document(client: Client, office: User) -> None:
    key = client.get(reverse("documents:new")).context["form"].initial["key"]
    answers = [client.post(reverse("documents:new"), {**TYPED, "key": key}) for _n in range(2)]
    made = Document.objects.get()
    assert [answer["Location"] for answer in answers] == [made.get_absolute_url()] * 2
    assert made.number.endswith("〕1号")


def test_preview_shows_the_pages_and_makes_nothing(client: Client, office: User) -> None:
    page = client.post(reverse("documents:new"), {**TYPED, "preview": "1"})
    assert page.content.decode().count("data:image/png;base64,") == 1
    assert not Document.objects.exists()


def test_voided_document_says_so_and_is_made_anew_with_a_new_number(client: Client, office: User) -> None:
    client.post(reverse("documents:new"), {**TYPED, "key": "1"})
    first = Document.objects.get()
    client.post(reverse("documents:void", args=[first.pk]), {"reason": "日期有误"})
    page = client.get(first.get_absolute_url()).content.decode()
    assert "日期有误" in page
    again = f"{reverse('documents:new')}?again={first.pk}"
    assert again in page
    form = client.get(again).context["form"]
    assert (form.initial["body"], form.initial["addressees"]) == (TYPED["body"], "各村")
    client.post(again, {**TYPED, "key": "2"})
    second = Document.objects.exclude(pk=first.pk).get()
    assert (second.replaces, second.number.endswith("〕2号")) == (first, True)
    assert second.get_absolute_url() in client.get(first.get_absolute_url()).content.decode()


def test_order_made_anew_counts_behind_the_number_of_the_thing_owed(
    client: Client, office: User, item: TrackedItem
) -> None:
    address = f"{reverse('documents:new')}?owed={item.pk}"
    client.post(address, {**TYPED, "kind": "letter"})
    first = Document.objects.get()
    assert address not in client.get(item.get_absolute_url()).content.decode()
    services.void_document(document=first, reason="打错", by=office)
    assert address in client.get(item.get_absolute_url()).content.decode()
    client.post(address, {**TYPED, "kind": "letter"})
    assert Document.objects.exclude(pk=first.pk).get().number == f"{item.number}号之一"


def test_list_has_tabs_and_filters_and_goes_to_a_workbook(client: Client, office: User) -> None:
    for title in ("关于甲的通报", "关于乙的通报"):
        client.post(reverse("documents:new"), {**TYPED, "title": title})
    services.void_document(document=Document.objects.get(title="关于甲的通报"), reason="错", by=office)
    address = reverse("documents:list")
    shown = {
        query: [row.title for row in client.get(f"{address}?{query}").context["page_obj"]]
        for query in ("tab=waiting", "tab=voided", "tab=issued", "q=乙", "genre=order")
    }
    assert shown == {
        "tab=waiting": ["关于乙的通报"],
        "tab=voided": ["关于甲的通报"],
        "tab=issued": [],
        "q=乙": ["关于乙的通报"],
        "genre=order": [],
    }
    assert client.get(f"{address}?export=csv")["Content-Type"].startswith("text/csv")
