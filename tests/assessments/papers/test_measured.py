"""Every page of a month's bulletin with its annex, as PDF and as Word, measured against GB/T 9704-2012."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from assessments.results.services import score_month
from safety_portal.core import sealed_files
from safety_portal.documents.models import Document
from tests.assessments.objections.builders import Case
from tests.assessments.papers.builders import bulletin_url, file_police, pdf_of, send, signed_in
from tests.assessments.publication.builders import publish
from tests.documents.samples import Sign, lines_of, opened, pages_of, part_of, rules_of

pytestmark = pytest.mark.django_db

LINE = 225 / 22  # mm
FOOT = 262.5  # beneath stands the page number alone
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def bulletin(case: Case) -> Document:
    """Of a town with the name that made a title break badly."""
    case.town.unit.name = "大兴镇"
    case.town.unit.save()
    file_police(case)
    score_month(month=case.town.month, by=case.office)
    return send(signed_in(case.office), bulletin_url(publish(case, 2)))


def _upright(pdf: bytes) -> list[list[Sign]]:
    """The text of the pages that stand upright; an annex lies across."""
    with opened(pdf) as paper:
        stands = [page.get_height() > page.get_width() for page in paper]
    pages = [[sign for sign in page if sign.bottom < FOOT] for page in pages_of(pdf)]
    return [page for page, is_upright in zip(pages, stands, strict=True) if is_upright]


def test_every_page_keeps_margins_lines_and_pitch(bulletin: Document) -> None:
    pages = _upright(pdf_of(bulletin))
    pitches: list[float] = []
    for page in filter(None, pages):
        assert min(sign.left for sign in page) > 27.6
        assert max(sign.right for sign in page) < 184.5
        assert min(sign.top for sign in page) > 36.5
        assert len(lines_of(page)) <= 22
        pitches += [below - above for above, below in pairwise(lines_of(page))]
    texts = [pitch for pitch in pitches if 9.5 < pitch < 11]  # tables and headings have their own
    assert sum(texts) / len(texts) == pytest.approx(LINE, abs=0.05)


def test_imprint_ends_the_last_even_page(bulletin: Document) -> None:
    pdf = pdf_of(bulletin)
    pages = pages_of(pdf)
    assert len(pages) % 2 == 0
    assert any(line.endswith("印发") for line in lines_of(pages[-1]).values())
    last = rules_of(pdf, len(pages) - 1)[-1]
    assert last.top + last.height == pytest.approx(262, abs=0.1)


def test_no_line_of_the_title_is_a_scrap(bulletin: Document) -> None:
    lines = list(lines_of(_upright(pdf_of(bulletin))[0]).values())
    assert re.fullmatch(r"大兴平安办〔2026〕1号|大兴镇平安办〔2026〕1号", lines[1])
    end = next(n for n, line in enumerate(lines) if line.endswith("："))
    assert "".join(lines[2:end]) == bulletin.title
    assert min(len(line) for line in lines[2:end]) >= 5


def test_word_has_the_same_page_and_names_the_faces(bulletin: Document) -> None:
    word = sealed_files.content_of(bulletin.word)
    section = next(part_of(word).iter(f"{W}sectPr"))
    size, margins, grid = (section.find(f"{W}{name}") for name in ("pgSz", "pgMar", "docGrid"))
    assert [int(size.get(f"{W}{name}")) for name in "wh"] == [11906, 16838]
    found = [int(margins.get(f"{W}{name}")) * 25.4 / 1440 for name in ("top", "bottom", "left", "right")]
    assert found == pytest.approx([37, 35, 28, 26], abs=0.05)
    assert int(grid.get(f"{W}linePitch")) / 20 / 72 * 25.4 == pytest.approx(LINE, abs=0.02)
    assert {"仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体"} <= _faces(word)
    assert "〔2026〕1号" in "".join(part_of(word).itertext())


def _faces(word: bytes) -> set[str]:
    parts = [part_of(word), part_of(word, "word/styles.xml")]
    return {face for part in parts for fonts in part.iter(f"{W}rFonts") if (face := fonts.get(f"{W}eastAsia"))}
