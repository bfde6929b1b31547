"""Where headings do not say it surely, a person does: sheet, head, columns, words; and it is remembered."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from safety_portal.accounts.models import Role, User
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.imports.models import ImportRun, SenderMemory
from safety_portal.imports.selectors import HeadChoice, Matching, UnknownWord, matching, template_of
from safety_portal.imports.selectors.runs import scope_of
from safety_portal.imports.services import confirm, forget, match_columns
from safety_portal.organization.models import Unit
from tests.factories import CommunityFactory, user_as
from tests.imports.days import workbook
from tests.imports.makers import statuses, uploaded

pytestmark = pytest.mark.usefixtures("kind")
NEW_YEAR = ("2031-01-01", "放假", "元旦")
STRANGE = ("甲", "乙", "丙")
MAPPING = {0: "day", 1: "kind", 2: "name"}


def matched(run: ImportRun, by: User, **fields: object) -> ImportRun:
    given = {"sheet_index": 0, "head_rows": [1], "mapping": MAPPING, "words": {}, "version": run.version}
    return match_columns(run=run, by=by, **(given | fields))  # type: ignore[arg-type]


def seen(run: ImportRun, by: User, sheet_index: int | None = None) -> Matching:
    return matching(run, by=by, now=timezone.now(), sheet_index=sheet_index)


def two_sheets(**states: str) -> SimpleUploadedFile:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, state in states.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for row in (("日期", "类型", "节日"), ("2031-01-01" if name == "一" else "2031-02-01", "放假", "元旦")):
            sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile("two.xlsx", stream.getvalue())


def test_strange_headings_are_asked(office: User) -> None:
    run = uploaded(office, file=workbook(NEW_YEAR, heads=STRANGE))
    assert (run.state, run.counts, statuses(run)) == ("columns", {}, [])
    page = seen(run, office)
    assert page.choices == [
        HeadChoice(0, "A", "甲", "", True, ["2031-01-01"]),
        HeadChoice(1, "B", "乙", "", True, ["放假"]),
        HeadChoice(2, "C", "丙", "", True, ["元旦"]),
    ]
    assert [(option.key, option.is_required) for option in page.options] == [
        ("day", True), ("kind", True), ("name", True),
    ]  # fmt: skip
    assert [texts for _number, texts in page.top][:2] == [["节假日安排", "", ""], ["甲", "乙", "丙"]]


def test_matched_columns_are_read_and_remembered(office: User, town: Unit) -> None:
    run = matched(uploaded(office, file=workbook(NEW_YEAR, heads=STRANGE)), office)
    assert (run.state, statuses(run)) == ("preview", [(3, "new", [])])
    confirm(run=run, by=office, version=run.version, acknowledged=True)
    memory = SenderMemory.objects.get()
    assert memory.columns == {"甲": "day", "乙": "kind", "丙": "name"}
    assert uploaded(office, file=workbook(NEW_YEAR, heads=STRANGE)).state == "preview"
    forget(memory=memory, by=office)
    assert uploaded(office, file=workbook(NEW_YEAR, heads=STRANGE)).state == "columns"


def test_memory_is_dropped_by_those_alone_who_use_it(office: User, town: Unit) -> None:
    memory = SenderMemory.objects.create(township=town, kind="days", sender="一")
    with pytest.raises(NotAllowed):
        forget(memory=memory, by=user_as(Role.SECRETARY))


def test_head_can_be_pointed_at(office: User) -> None:
    """An empty mapping says where the head is; what its headings suggest is read."""
    run = uploaded(office, file=workbook(("日期", "类型", "节日"), NEW_YEAR, heads=STRANGE))
    run = matched(run, office, head_rows=[2], mapping={})
    assert (run.state, run.mapping) == ("preview", {"0": "day", "1": "kind", "2": "name"})
    assert statuses(run) == [(4, "new", [])]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"mapping": {0: "day", 1: "kind"}}, "节日"),
        ({"mapping": {**MAPPING, 3: "day"}}, "Only one column"),
        ({"mapping": {**MAPPING, 3: "weather"}}, "no such column"),
        ({"words": {"kinds": {"休": "rest"}}}, "from the list"),
        ({"words": {"weather": {"休": "off"}}}, "from the list"),
        ({"sheet_index": 7}, "no such sheet"),
        ({"version": 0}, "in the meantime"),
    ],
)
def test_what_cannot_be_is_refused(office: User, fields: dict[str, object], words: str) -> None:
    run = uploaded(office, file=workbook(NEW_YEAR, heads=STRANGE))
    with pytest.raises(Refused, match=words):
        matched(run, office, **fields)
    assert ImportRun.objects.get(pk=run.pk).version == run.version


def test_others_may_not_match(office: User, town: Unit) -> None:
    run = uploaded(office, file=workbook(NEW_YEAR, heads=STRANGE))
    with pytest.raises(NotAllowed):
        matched(run, user_as(Role.LEADER, town))


# --- Words ------------------------------------------------------------------------------------------------------


def test_unknown_words_are_counted_and_can_be_explained(office: User, town: Unit) -> None:
    unit = CommunityFactory(parent=town)
    run = uploaded(office, NEW_YEAR, ("2031-01-02", "调休", "元旦"), ("2031-01-03", "调休", "元旦"))
    page = seen(run, office)
    assert page.words == [UnknownWord("kinds", "调休", 2)]
    assert page.meanings == {
        "kinds": [("off", "放假"), ("make_up_workday", "上班")], "unit": [(unit.code, unit.name)],
    }  # fmt: skip
    run = matched(run, office, words={"kinds": {"调休": "make_up_workday"}})
    assert [status for _number, status, _codes in statuses(run)] == ["new"] * 3
    confirm(run=run, by=office, version=run.version, acknowledged=True)
    assert SenderMemory.objects.get().words == {"kinds": {"调休": "make_up_workday"}}
    assert statuses(uploaded(office, ("2031-01-04", "调休", "元旦"))) == [(3, "new", [])]


# --- Sheets -----------------------------------------------------------------------------------------------------


def test_second_sheet_with_rows_is_never_left_out_silently(office: User) -> None:
    run = uploaded(office, file=two_sheets(一="visible", 二="visible"))
    assert (run.sheet_name, run.counts["rows"]) == ("一", 1)
    assert run.remarks[0]["code"] == "other_sheets"
    assert run.remarks[0]["params"] == {"sheet": "一", "others": "二"}
    other = matched(run, office, sheet_index=1, head_rows=None)
    assert (other.sheet_name, other.remarks[0]["params"]["others"]) == ("二", "一")


def test_hidden_sheet_is_told_but_not_read(office: User) -> None:
    run = uploaded(office, file=two_sheets(一="hidden", 二="visible"))
    assert (run.sheet_name, run.remarks[0]["params"]["others"]) == ("二", "一")
    assert [(sheet.name, sheet.is_hidden) for sheet in seen(run, office).sheets] == [("一", True), ("二", False)]


def test_page_of_another_sheet_suggests_anew(office: User) -> None:
    run = uploaded(office, file=two_sheets(一="visible", 二="visible"))
    page = seen(run, office, sheet_index=1)
    assert (page.sheet_index, page.choices[0].samples) == (1, ["2031-02-01"])
    with pytest.raises(LookupError):
        seen(run, office, sheet_index=2)


def test_numbers_of_persons_are_masked_in_samples(office: User) -> None:
    heads = ("号码", "证件", "日期时间")
    file = workbook(("13812341234", "340102199001011234", "x"), heads=heads)
    samples = [choice.samples for choice in seen(uploaded(office, file=file), office).choices]
    assert samples == [["138****1234"], ["340***********1234"], ["x"]]


def test_template_comes_back_without_a_question(office: User) -> None:
    run = uploaded(office, NEW_YEAR)
    name, data = template_of(scope_of(run, by=office, now=timezone.now()), "days")
    assert name == "Special days.xlsx"
    empty = uploaded(office, file=SimpleUploadedFile(name, data))
    assert (empty.state, empty.counts["rows"]) == ("preview", 0)
