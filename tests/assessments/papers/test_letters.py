"""Summons and naming: only of what a leader has confirmed, with clause, figures, band and chance; set as letters."""

from datetime import timedelta

import pytest
import time_machine

from assessments.consequences.services import confirm
from assessments.models import Consequence
from assessments.papers import services
from assessments.papers.services import Order
from safety_portal.accounts.models import Role
from safety_portal.core.errors import Refused
from safety_portal.core.months import Month
from safety_portal.documents.models import Document, Genre
from safety_portal.documents.services import Origin, issue_document
from safety_portal.notices.models import Notice
from tests.assessments.consequences.builders import BULLETIN, INTERVIEW, World, make_world, published_at
from tests.assessments.papers.builders import letter_url, pdf_of, send, signed_in
from tests.documents.samples import BULLETIN as SAMPLE
from tests.documents.samples import first_ink, pages_of, rules_of, text_pages
from tests.factories import user_as

pytestmark = pytest.mark.django_db
AUGUST, SEPTEMBER = Month(2026, 8), Month(2026, 9)
NOW = published_at(SEPTEMBER) + timedelta(hours=2)


@pytest.fixture
def world() -> World:
    """丙 is last twice running; nobody else could as well be last in September."""
    made = make_world("甲社区", "乙社区", "丙社区")
    for month in (AUGUST, SEPTEMBER):
        made.publish(month, {"甲社区": (98, 100), "乙社区": (95, 100), "丙社区": (60, 100)})
    return made


def _confirmed(world: World, step: str = INTERVIEW) -> Consequence:
    row = world.proposal("丙社区", SEPTEMBER, step)
    with time_machine.travel(NOW):
        return confirm(consequence=row, due_on=(NOW + timedelta(days=9)).date(), by=world.leader, version=row.version)


def test_summons_is_a_letter_with_clause_figures_band_and_chance(world: World) -> None:
    row = _confirmed(world)
    with time_machine.travel(NOW):
        made = send(signed_in(world.office), letter_url(row.pk))
    words = "".join(text_pages(pdf_of(made)))
    assert (made.kind, made.genre, made.addressed_to, made.number) == (
        "letter",
        "summons",
        row.unit,
        "大兴平安办约〔2026〕1号",
    )
    for told in (
        "“对测评月排名最后一位的社区主要负责人进行约谈”的规定",
        row.number,
        "丙社区列第3名（共3个社区）",
        "正面评价率60.0%，95%区间",
        "有效样本100份",
        "与其他社区差异显著",
        "可能性不到1%",
        "解除条件：",
    ):
        assert told in words, told


def test_summons_is_measured(world: World) -> None:
    row = _confirmed(world)
    with time_machine.travel(NOW):
        pdf = pdf_of(send(signed_in(world.office), letter_url(row.pk)))
    red = [rule for rule in rules_of(pdf) if rule.colour == (255, 0, 0)]
    assert [(round(rule.left), round(rule.width), round(rule.height, 2)) for rule in red] == [
        (20, 170, 1.0),
        (20, 170, 0.35),
        (20, 170, 0.35),
        (20, 170, 1.0),
    ]
    assert first_ink(pdf) == pytest.approx(30, abs=0.4)
    signs = [sign for page in pages_of(pdf) for sign in page if 60 < sign.top < 262]
    assert min(sign.left for sign in signs) == pytest.approx(28, abs=0.6)
    assert max(sign.right for sign in signs) <= 184.5


def test_naming_is_a_bulletin_for_all_communities_and_says_the_run(world: World) -> None:
    row = _confirmed(world, BULLETIN)
    with time_machine.travel(NOW):
        made = send(signed_in(world.office), letter_url(row.pk))
    assert (made.kind, made.genre, made.reach) == ("red_head", "bulletin", "communities")
    assert "该社区已连续2次列测评末位（2026年8月、2026年9月）。" in "".join(text_pages(pdf_of(made)))


def test_nothing_is_written_of_a_proposal(world: World) -> None:
    row = world.proposal("丙社区", SEPTEMBER)
    assert signed_in(world.office).get(letter_url(row.pk)).status_code == 404
    order = Order(lambda: SAMPLE, Origin())
    with pytest.raises(Refused):
        services.make_letter(consequence=row, order=order, by=world.office, genre=Genre.SUMMONS)
    assert not Document.objects.exists()


def test_consequence_page_offers_the_letter_once_it_is_confirmed(world: World) -> None:
    row = world.proposal("丙社区", SEPTEMBER)
    client = signed_in(world.office)
    assert letter_url(row.pk) not in client.get(row.get_absolute_url()).content.decode()
    row = _confirmed(world)
    assert letter_url(row.pk) in client.get(row.get_absolute_url()).content.decode()


def test_summons_reaches_its_community_alone_once_it_is_issued(world: World) -> None:
    secretaries = {name: user_as(Role.SECRETARY, unit) for name, unit in world.units.items()}
    row = _confirmed(world)
    with time_machine.travel(NOW):
        made = send(signed_in(world.office), letter_url(row.pk))
        assert not Document.objects.visible_to(secretaries["丙社区"]).exists()
        issue_document(document=made, by=world.office)
    seen = [name for name, user in secretaries.items() if Document.objects.visible_to(user).exists()]
    told = Notice.objects.filter(kind="document.summons").values_list("recipient", flat=True)
    assert (seen, list(told)) == (["丙社区"], [secretaries["丙社区"].pk])


def test_secretary_does_not_draft(world: World) -> None:
    row = _confirmed(world)
    secretary = user_as(Role.SECRETARY, world.units["丙社区"])
    assert signed_in(secretary).get(letter_url(row.pk)).status_code == 403
    assert signed_in(user_as(Role.SECRETARY, world.units["甲社区"])).get(letter_url(row.pk)).status_code == 404


def test_summons_says_why_a_place_before_the_last_row_is_the_last() -> None:
    made = make_world("甲社区", "乙社区", "丙社区")
    for month in (AUGUST, SEPTEMBER):
        made.publish(month, {"甲社区": (98, 100), "乙社区": (60, 100), "丙社区": (5, 20)})
    row = made.proposal("乙社区", SEPTEMBER)
    with time_machine.travel(NOW):
        confirmed = confirm(
            consequence=row, due_on=(NOW + timedelta(days=9)).date(), by=made.leader, version=row.version
        )
        words = "".join(text_pages(pdf_of(send(signed_in(made.office), letter_url(row.pk)))))
    assert "名次在其后的丙社区有效样本不足30份，按规定不参加末位认定。" in words
    assert confirmed.number.endswith("〕1号")
    assert f"（{confirmed.number}）" in words
