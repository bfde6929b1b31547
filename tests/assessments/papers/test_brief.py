"""The leader's brief: one page, whatever there is to say; and the bulletin of many communities."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from assessments.papers import brief
from assessments.papers.linked import body_of
from assessments.results.selectors import publication_of
from safety_portal.accounts.models import Role
from safety_portal.core.errors import Refused
from safety_portal.core.months import Month
from safety_portal.documents.layout import Kind, OfficialDocument
from safety_portal.documents.models import Document
from tests.assessments.consequences.builders import World, make_world, published_at
from tests.assessments.papers.builders import pdf_of, send, signed_in
from tests.documents.samples import pages_of, rules_of
from tests.factories import user_as

pytestmark = pytest.mark.django_db
AUGUST, SEPTEMBER = Month(2026, 8), Month(2026, 9)


def _world(count: int) -> World:
    """Two published months in which places move, with long names, small samples and a proposal that waits."""
    names = [f"新海家园第{number}社区" for number in range(1, count + 1)]
    world = make_world(*names)
    world.publish(AUGUST, {name: (60 - number, 70) for number, name in enumerate(names)})
    samples = {name: (40 + number, 70) for number, name in enumerate(names)}
    world.publish(SEPTEMBER, {**samples, names[1]: (9, 12)})
    return world


@pytest.mark.parametrize("count", [9, 30])
def test_brief_is_exactly_one_page(count: int) -> None:
    world = _world(count)
    with time_machine.travel(published_at(SEPTEMBER) + timedelta(hours=1)):
        made = send(signed_in(world.leader), world.months[SEPTEMBER].page("brief"))
    (page,) = pages_of(pdf_of(made))
    assert made.number == ""
    assert [rule for rule in rules_of(pdf_of(made)) if rule.colour == (255, 0, 0)] == []
    assert min(sign.left for sign in page) == pytest.approx(28, abs=0.6)
    assert max(sign.bottom for sign in page if sign.top < 262) < 262


def test_brief_that_fills_a_second_page_is_refused() -> None:
    world = _world(3)
    with time_machine.travel(published_at(SEPTEMBER) + timedelta(hours=1)):
        publication = publication_of(world.months[SEPTEMBER])
        assert publication is not None
        publication.month = world.months[SEPTEMBER]
        draft = brief.draft_of(publication, timezone.now())
    long = OfficialDocument(Kind.PLAIN, draft.title, body_of("长。" * 900, draft.sections, draft.known, draft.tables))
    with pytest.raises(Refused):
        brief.one_page(long)
    assert brief.one_page(OfficialDocument(Kind.PLAIN, "短", body_of("短。", [], draft.known))).is_compact


def test_brief_says_what_waits_for_a_decision_and_how_sure_the_last_place_is() -> None:
    world = _world(9)
    with time_machine.travel(published_at(SEPTEMBER) + timedelta(hours=1)):
        page = signed_in(world.leader).get(world.months[SEPTEMBER].page("brief"))
    parts = {part.name: part.text for part in page.context["form"].parts}
    assert "待确认的建议" in parts["decide"]
    assert "样本不足" in parts["sure"]
    assert "差异" in parts["sure"]
    assert "上升最多" in parts["moves"] or "没有可比" in parts["moves"] or "相同" in parts["moves"]


def test_nobody_below_the_township_reads_a_brief() -> None:
    world = _world(3)
    secretary = user_as(Role.SECRETARY, next(iter(world.units.values())))
    with time_machine.travel(published_at(SEPTEMBER) + timedelta(hours=1)):
        address = world.months[SEPTEMBER].page("brief")
        assert signed_in(secretary).get(address).status_code == 404
        made = send(signed_in(world.office), address)
    assert not Document.objects.visible_to(secretary).exists()
    assert Document.objects.visible_to(world.leader).get() == made


def test_bulletin_of_thirty_communities_runs_over_pages_with_its_heads() -> None:
    """The ranking and the table across the page: heads repeat, rows are whole, nothing stands beyond the margins."""
    world = _world(30)
    with time_machine.travel(published_at(SEPTEMBER) + timedelta(hours=1)):
        made = send(signed_in(world.office), world.months[SEPTEMBER].page("bulletin", 1))
    pages = pages_of(pdf_of(made))
    words = ["".join(sign.text for sign in page) for page in pages]
    assert sum("名次社区（村）得分较上月" in text for text in words) >= 2
    signed = next(text for text in words if "2026年10月10日" in text and "通报如下" not in text and "印发" not in text)
    assert len(signed) > 60  # signature and date never stand alone on a page
    across = [page for page in pages if any(sign.right > 190 for sign in page)]
    assert len(across) >= 2
    assert all("名次社区（村）" in "".join(sign.text for sign in page) for page in across)
    assert all(sign.right < 260.5 and sign.bottom < 184.5 and sign.top > 27.5 for page in across for sign in page)
    upright = [sign for page in pages if page not in across for sign in page]
    assert max(sign.right for sign in upright) < 184.5
    assert len(pages) % 2 == 0
    # The table ends on an even page: behind it an empty one, then the imprint, both without a number (7.5).
    assert [len([sign for sign in page if sign.top > 262.5]) for page in pages[-2:]] == [0, 0]
