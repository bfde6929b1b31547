from collections.abc import Iterator
from fractions import Fraction

import pytest

from assessments.results.explanation import Change, explain_score, records_of
from assessments.results.services import score_month
from assessments.results.wording import Gain, provenance_words
from assessments.rules.clauses import clauses_of, default_of, place_of
from assessments.rules.wording import formula_words
from assessments.scoring import Item, parse_rules
from safety_portal.accounts.models import Role, User
from safety_portal.core.months import Month
from safety_portal.core.ports import RecordPage, RecordRef
from tests.assessments.reports.builders import FakeRegister, only_register
from tests.assessments.results.builders import Town, make_town
from tests.assessments.results.test_pages import page, score_url
from tests.assessments.rules.samples import rule_set, rule_text
from tests.factories import user_as

BASIS = "方案二（四）DX-056“完善化解稳控机制”、DX-057，方案二（六）1 DX-073；方案未定分值，20分为系统默认"


class Register(FakeRegister):
    """Looks at ten disputes; those whose number ends in 9 or 8 did not count; number 9 may not be seen."""

    total = 10

    def records(self, metric: str, month: Month, unit_id: int, user: User, limit: int = 20) -> RecordPage:
        missed = range(9, 7, -1) if metric == "disputes.on_time" else ()
        refs = [RecordRef("9" if n == 9 else f"{n}", "", None if n == 9 else f"/d/{n}/", counted=False) for n in missed]
        counted = self.total - len(refs)
        refs += [RecordRef(f"{n}", f"事由{n}", f"/d/{n}/", "按期") for n in range(counted)]
        return RecordPage(self.total, refs[:limit], "/d/?all")


@pytest.fixture
def register() -> Iterator[Register]:
    register = Register(["disputes.due", "disputes.on_time"])
    with only_register(register):
        yield register


@pytest.fixture
def town() -> Town:
    """The second community: 8 of 10 in time."""
    town = make_town(2)
    town.set(1, disputes_on_time=8)
    score_month(month=town.month, by=town.office)
    return town


# --- Records --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_records_that_cost_points_come_first(town: Town, register: Register) -> None:
    text = page(town.office, score_url(town, 1))
    assert text.index("按期办结：未计入 2") < text.index('href="/d/8/"') < text.index("按期办结：计入 8")
    assert "事由0 · 按期" in text
    assert 'href="/d/?all"' in text


@pytest.mark.django_db
def test_record_that_may_not_be_seen_shows_its_number_only(town: Town, register: Register) -> None:
    text = page(town.office, score_url(town, 1))
    assert "无权查看" in text
    assert "/d/9/" not in text


@pytest.mark.django_db
def test_register_that_counts_otherwise_now_is_told(town: Town, register: Register) -> None:
    assert "登记簿现为" not in page(town.office, score_url(town, 1))
    register.total = 12
    score = town.month.results.get().scores.select_related("result__month", "unit").get(unit=town.communities[1])
    row = explain_score(score, sees_all=True).row("on-time")
    assert row is not None
    records = records_of(row, Month(2026, 10), town.communities[1].pk, town.office)
    assert records is not None
    assert records.changes == [Change("按期办结", 8, 10), Change("应结纠纷", 10, 12)]
    assert "按期办结：计分时 8，登记簿现为 10。" in page(town.office, score_url(town, 1))


@pytest.mark.django_db
def test_item_without_a_register_has_no_records(town: Town, register: Register) -> None:
    assert "没有登记簿记录" in page(town.office, f"{score_url(town, 1)}?item=publicity")


# --- What is shown --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_points_carry_the_decimals_of_the_rule_set() -> None:
    town = make_town(2, rules=rule_text(decimals=3))
    town.set(1, disputes_on_time=8)
    score_month(month=town.month, by=town.office)
    assert "50.526" in page(town.office, score_url(town, 1))
    assert "90.526" in page(town.office, "/assessments/2026-10/ranking/")


@pytest.mark.django_db
def test_unranked_come_after_all_others() -> None:
    town = make_town(3)
    town.set(0, disputes_due=0, publicity_planned=0)
    score_month(month=town.month, by=town.office)
    text = page(user_as(Role.LEADER, town.unit), "/assessments/2026-10/ranking/")
    assert text.index(score_url(town, 2)) < text.index(score_url(town, 0))


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        ({"source": "report", "register": 16, "claimed": 16}, "登记簿 16，社区申报 16，一致"),
        ({"source": "report", "claimed": None, "reason": ""}, "社区申报 —"),
        ({"source": "filing", "filed_by": "大兴派出所"}, "大兴派出所报送"),
        ({"source": "portal", "months": 2}, "此前只有 2 个月有数据"),
        ({"source": "portal", "value": 3, "mean": "1.5", "months": 12}, "本月 3，此前 12 个月平均 1.5"),
        (None, "冻结数据时没有"),
    ],
)
def test_provenance_in_words(origin: dict[str, object] | None, said: str) -> None:
    assert provenance_words(origin) == said


def item_of(formula: dict[str, object], kind: str = "base", points: str = "10") -> Item:
    item = {"code": "x", "name": "x", "catalogue": "x", "basis": "x", "kind": kind, "points": points}
    return parse_rules(rule_set(items=[*rule_set()["items"][:1], {**item, "formula": formula}])).item("x")


RATE: dict[str, object] = {"type": "per_unit", "value": "m", "rate": "-1"}


@pytest.mark.parametrize(
    ("formula", "values", "said"),
    [
        (RATE, {"result": "7"}, "每少 1 可 +1.00，合计可 +3.00"),
        (RATE, {"result": "10"}, ""),
        (
            {"type": "shortfall", "value": "m", "required": "4", "rate": "-2"},
            {"result": "6"},
            "每多 1 可 +2.00，合计可 +4.00",
        ),
        (
            {"type": "tiers", "value": "m", "steps": [["9", "1"], ["5", "0.5"]]},
            {"result": "0", "fraction": "0"},
            "达到 5 可 +5.00",
        ),
        ({"type": "manual"}, {"result": "8"}, "至多 +2.00"),
    ],
)
def test_what_could_be_gained(formula: dict[str, object], values: dict[str, str], said: str) -> None:
    assert Gain(item_of(formula), values, Fraction(1), 2).words() == said


def test_gain_is_scaled_with_the_base() -> None:
    assert Gain(item_of(RATE), {"result": "7"}, Fraction(5, 3), 2).words() == "每少 1 可 +1.67，合计可 +5.00"


# --- Rules in words -------------------------------------------------------------------------------------------


def test_basis_is_taken_apart() -> None:
    assert [clause.code for clause in clauses_of(BASIS)] == ["DX-056", "DX-057", "DX-073"]
    assert place_of(BASIS) == "方案二（四），方案二（六）1"
    assert default_of(BASIS) == "方案未定分值，20分为系统默认"
    assert (clauses_of("章程第一条 ZZ-001"), default_of("方案二")) == ([], "")


@pytest.mark.parametrize(
    ("formula", "kind", "said"),
    [
        (RATE, "base", "起始 10 分，m每 1 扣 1 分，不低于 0 分"),
        ({**RATE, "free": "2"}, "deduction", "m超过 2 的部分，每 1 扣 1 分，不低于 −10 分"),
        ({**RATE, "rate": "2"}, "bonus", "m每 1 计 2 分，至多 10 分"),
        (
            {"type": "shortfall", "value": "m", "required": "4", "rate": "-2"},
            "deduction",
            "m比 4 每少 1 扣 2 分，不低于 −10 分",
        ),
        ({"type": "tiers", "value": "m", "steps": [["9", "1"]]}, "base", "m：达到 9 得 10 分；其余得 0 分"),
        (
            {"type": "per_point", "value": "m", "threshold": "0.9", "rate": "1", "side": "above"},
            "bonus",
            "m高于 90%，每 1 个百分点计 1 分，至多 10 分",
        ),
    ],
)
def test_formula_in_words(formula: dict[str, object], kind: str, said: str) -> None:
    assert formula_words(item_of(formula, kind), {}) == said
