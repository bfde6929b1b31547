"""One form sent by two requests at once makes one document."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from safety_portal.accounts.models import Role
from safety_portal.documents import services
from safety_portal.documents.models import Document
from safety_portal.documents.services import Origin
from tests.disputes.test_concurrency import at_once
from tests.documents.samples import BULLETIN
from tests.factories import TownshipFactory, user_as

pytestmark = pytest.mark.django_db(transaction=True)


def test_double_click_takes_one_number(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.DOCUMENT_FONTS = tmp_path, tmp_path / "fonts"
    township = TownshipFactory()
    office = user_as(Role.OFFICE, township)

    def make() -> Document:
        return services.make_document(
            content=BULLETIN, township=township, by=office, word="镇平安办", origin=Origin(key="once")
        )

    first, second = at_once(make, make)
    assert first == second == Document.objects.get()
    assert Document.objects.get().number.endswith("〕1号")
