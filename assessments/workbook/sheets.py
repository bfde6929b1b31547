"""The sheets of the workbook of a month: summary, ranking, figures with their definitions, points, ledgers, notes.

The same for one township and for all of a district: there each sheet begins with a column of townships. What stands
here may leave the township: no name of a person but who published and who takes it, no text that people write but the
reason of a correction, which all communities read (product.md, "Who sees what").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from operator import attrgetter
from typing import Any, BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments.models import Figure, Publication, ScoreLine
from assessments.results.ranking import mean
from assessments.results.selectors import Sample
from assessments.rules.clauses import clauses_of, default_of, place_of
from assessments.rules.wording import KINDS
from assessments.scoring import Item
from assessments.states import LineState
from assessments.workbook.selectors import DistrictBook, Entry, MonthBook
from assessments.workbook.writing import Page, write_pages
from safety_portal.core import ports
from safety_portal.core.exports import SHARE, Advance, Book, Column, Notes, Table, Value
from safety_portal.core.formats import month_label
from safety_portal.core.ports import Words
from safety_portal.core.templatetags.portal import unit_text

Placed = tuple[MonthBook, Entry]
WHOLE = "0"
CHANGE = "+0;-0;0"


class Workbook:
    """All sheets, ready to be written; what they show has been read, the rows of ledgers excepted."""

    def __init__(self, books: DistrictBook) -> None:
        self._maker = maker = _Pages(books)
        first = [maker.summary(), maker.ranking(), maker.figures(), maker.definitions(), maker.points()]
        self.pages = [*first, *maker.ledgers()]

    def as_book(self) -> Book:
        """To be taken away."""
        return Book(self._maker.title, sum(page.table.count for page in self.pages), self._write)

    def _write(self, target: BinaryIO, notes: Notes, advance: Advance) -> None:
        write_pages(target, [*self.pages, self._maker.about(notes)], self._maker.footer, advance)


class _Pages:
    """Each method is a sheet."""

    def __init__(self, books: DistrictBook) -> None:
        self.books, self.is_district = books, books.is_district
        self.title = title_of(books)
        self.is_draft = any(book.is_draft for book in books.books)
        self.month = books.month.month
        self.placed: list[Placed] = [(book, entry) for book in books.books for entry in book.entries]
        self.figure_list = _figures(books.books)

    @property
    def footer(self) -> tuple[str, str]:
        return self.title, _("Page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"}

    def _page(
        self, title: str, columns: Sequence[Column], rows: Sequence[Any], *, hint: str = "", keys: int = 1
    ) -> Page:
        table = Table(title, columns, rows, len(rows))
        return Page(table, self._heading(title), self._lead(hint), keys=keys, is_warning=self.is_draft)

    def _heading(self, sheet: str) -> str:
        """``大兴镇2026年10月排名``"""
        words = {"unit": unit_text(self.books.area), "month": month_label(self.month), "sheet": sheet}
        return _("%(unit)s %(month)s, %(sheet)s") % words

    def _lead(self, hint: str) -> str:
        """Who fills it in, as a township's forms have it; of a draft, that it is one."""
        parts = [_("Filled in by: %(unit)s") % {"unit": unit_text(self.books.area)}, hint]
        if self.is_draft:
            parts.insert(0, _("DRAFT, not published"))
        return "    ".join(part for part in parts if part)

    def _where(self, placed: Callable[[Any], MonthBook], unit: Callable[[Any], object]) -> list[Column]:
        township = Column(_("Township"), lambda row: unit_text(placed(row).township), 14)
        return [*([township] if self.is_district else []), Column(_("Community"), lambda row: unit_text(unit(row)), 16)]

    @property
    def _keys(self) -> int:
        return 2 if self.is_district else 1

    # --- Summary ----------------------------------------------------------------------------------------------

    def summary(self) -> Page:
        """Of one township a column of items, of many a row each."""
        columns = [*_summary_columns(), *self._overdue_columns()]
        title = _("Summary")
        if self.is_district:
            township = Column(_("Township"), lambda book: unit_text(book.township), 14)
            return self._page(title, [township, *columns], self.books.books)
        book = self.books.books[0]
        rows = [(column.head, column.value(book)) for column in columns]
        heads = [
            Column(pgettext("workbook", "Item"), lambda row: row[0], 40),
            Column(_("Value"), lambda row: row[1], 24),
        ]
        page = self._page(title, heads, rows)
        formats = tuple(column.number_format for column in columns)
        return replace(page, row_formats=formats)

    def _overdue_columns(self) -> Iterator[Column]:
        """How each register stands when the workbook is made."""
        for register in self.books.overdue:
            label = str(next(iter(register.values())).label)
            for name, words in (("open", _("%(register)s: open")), ("overdue", _("%(register)s: overdue"))):
                yield Column(words % {"register": label}, _of_register(register, name), 12, WHOLE)

    # --- Ranking ----------------------------------------------------------------------------------------------

    def ranking(self) -> Page:
        hint = _("Total = base + bonus + deduction. Place range: where the survey's 95% interval could put it.")
        return self._page(_("Ranking"), self._ranking_columns(), self.placed, hint=hint, keys=self._keys + 1)

    def _ranking_columns(self) -> list[Column]:
        points = _format_of(self.books.books)
        where = self._where(lambda row: row[0], lambda row: row[1].unit)
        has_groups = any(book.ranking.has_groups for book in self.books.books)
        group = [
            Column(_("In group"), _score("group_rank"), 8, WHOLE),
            Column(_("Group"), _score("group"), 10),
        ]
        return [
            *where[:-1],
            Column(_("Rank"), _score("rank"), 7, WHOLE),
            where[-1],
            Column(_("Place range"), _place_range, 10),
            *(group if has_groups else []),
            Column(_("Against last month"), lambda row: row[1].row.move, 9, CHANGE),
            Column(_("Total"), _score("total"), 10, points),
            Column(_("Base"), _score("base"), 10, points),
            Column(_("Bonus"), _score("bonus"), 9, points),
            Column(_("Deduction"), _score("deduction"), 9, points),
            *_survey_columns(),
            Column(_("Remarks"), _remarks, 30),
        ]

    # --- Figures ----------------------------------------------------------------------------------------------

    def figures(self) -> Page:
        """A row a community, a column a figure, as frozen for the scores."""
        columns = [
            *self._where(lambda row: row[0], lambda row: row[1].unit),
            *(Column(_head_of(figure), _frozen(figure.code), 10, _decimals(figure)) for figure in self.figure_list),
        ]
        hint = _("As frozen for the scores. Definitions are on the next sheet.")
        return self._page(pgettext("workbook", "Figures"), columns, self.placed, hint=hint, keys=self._keys)

    def definitions(self) -> Page:
        columns = [
            Column(_("Figure"), attrgetter("name"), 22),
            Column(_("Counted in"), attrgetter("unit_label"), 9),
            Column(_("Definition"), attrgetter("definition"), 60),
            Column(_("Source"), lambda figure: figure.get_source_display(), 18),
            Column(_("Basis"), basis_of, 30),
            Column(_("Catalogue"), attrgetter("catalogue"), 12),
        ]
        return self._page(_("Definitions"), columns, self.figure_list)

    # --- Points -----------------------------------------------------------------------------------------------

    def points(self) -> Page:
        """A row an item of a community, so that it can be filtered by either."""
        items = {(id(book), item.code): item for book in self.books.books for item in book.ranking.rules.items}
        rows = [
            (book, entry, line, items[id(book), line.item_code]) for book, entry in self.placed for line in entry.lines
        ]
        return self._page(pgettext("workbook", "Points by item"), self._point_columns(), rows, keys=self._keys)

    def _point_columns(self) -> list[Column]:
        points = _format_of(self.books.books)
        return [
            *self._where(lambda row: row[0], lambda row: row[1].unit),
            Column(_("Kind"), lambda row: KINDS[row[3].kind], 9),
            Column(_("Assessed item"), lambda row: row[3].name, 26),
            Column(_("Full or most points"), lambda row: _full(row[2]), 11, points),
            Column(_("Points"), lambda row: row[2].points, 10, points),
            Column(_("State"), lambda row: LineState(row[2].state).label, 12),
            Column(_("Clause"), lambda row: _clause(row[3]), 44),
        ]

    # --- Ledgers ----------------------------------------------------------------------------------------------

    def ledgers(self) -> Iterator[Page]:
        """What each register lets go: columns of its own, the township's left out where there is only one."""
        for register in ports.ledgers:
            table = register.ledger(self.month, self.books.township_ids)
            columns = table.columns if self.is_district else table.columns[1:]
            title = _("Ledger: %(register)s") % {"register": table.title}
            page = Table(title, columns, table.rows, table.count)
            lead = self._lead(_("Without personal data"))
            yield Page(page, self._heading(title), lead, keys=self._keys, is_warning=self.is_draft)

    # --- About ------------------------------------------------------------------------------------------------

    def about(self, notes: Notes) -> Page:
        rows = [*self._facts(), *((str(name), str(words)) for name, words in notes)]
        columns = [
            Column(pgettext("workbook", "Item"), lambda row: row[0], 24),
            Column(pgettext("workbook", "Note"), lambda row: row[1], 100),
        ]
        return self._page(_("About this workbook"), columns, rows)

    def _facts(self) -> Iterator[tuple[Words, Words]]:
        yield _("Month"), month_label(self.month)
        for book in self.books.books:
            yield from _facts_of(book)
        if self.books.unpublished:
            yield _("Not published yet"), _("; ").join(unit_text(unit) for unit in self.books.unpublished)
        yield _("Registers as of"), f"{timezone.localtime(self.books.at):%Y-%m-%d %H:%M}"
        yield (
            _("Ledgers"),
            _(
                "What came in, ended or was open in the month, without personal data. They show the registers when the "
                "workbook is made; figures and points are those that were frozen."
            ),
        )
        yield _("Empty figures"), _("“not applicable” is not zero; “missing”: nobody gave the figure in time.")


# --- Cells ----------------------------------------------------------------------------------------------------


def _summary_columns() -> Iterator[Column]:
    yield Column(_("State"), state_words, 22)
    yield Column(_("Communities"), lambda book: len(book.entries), 10, WHOLE)
    yield Column(_("Monthly reports owed"), attrgetter("filed.owed"), 10, WHOLE)
    yield Column(_("Reports in time"), attrgetter("filed.in_time"), 10, WHOLE)
    yield Column(pgettext("workbook", "Reports accepted"), attrgetter("filed.accepted"), 10, WHOLE)
    for half, words in _halves():
        yield Column(words, _pooled(half, "index"), 11, SHARE)
        yield Column(_("%(half)s, interval from") % {"half": words}, _pooled_end(half, 0), 11, SHARE)
        yield Column(_("%(half)s, interval to") % {"half": words}, _pooled_end(half, 1), 11, SHARE)
        yield Column(_("%(half)s, valid answers") % {"half": words}, _pooled(half, "valid"), 11, WHOLE)
    yield Column(_("Total, mean"), lambda book: mean(_totals(book)), 10, "0.00")
    yield Column(_("Total, median"), attrgetter("ranking.averages.median"), 10, "0.00")
    yield Column(_("Total, best"), attrgetter("ranking.averages.best"), 10, "0.00")


def _halves() -> tuple[tuple[str, str], ...]:
    return (("safety", _("Sense of safety")), ("satisfaction", _("Satisfaction with law and order")))


def _totals(book: MonthBook) -> list[Decimal]:
    return [entry.row.score.total for entry in book.entries]


def _pooled(half: str, name: str) -> Callable[[MonthBook], Value]:
    def value(book: MonthBook) -> Value:
        sample = book.pooled(half)
        return _of_sample(sample, name)

    return value


def _pooled_end(half: str, end: int) -> Callable[[MonthBook], Value]:
    def value(book: MonthBook) -> Value:
        sample = book.pooled(half)
        interval = sample.interval if sample else None
        return interval[end] if interval else None

    return value


def _of_sample(sample: Sample | None, name: str) -> Value:
    value: Value = getattr(sample, name) if sample is not None else None
    return value


def _of_register(register: Any, name: str) -> Callable[[MonthBook], Value]:
    def value(book: MonthBook) -> Value:
        count: int = getattr(register[book.month.township_id], name)
        return count

    return value


def _score(name: str) -> Callable[[Placed], Value]:
    def value(row: Placed) -> Value:
        found: Value = getattr(row[1].row.score, name)
        return found

    return value


def _place_range(row: Placed) -> Value:
    return row[1].standing.range if row[1].standing else None


def _survey_columns() -> Iterator[Column]:
    for half, words in _halves():
        yield Column(words, _half(half, "index"), 10, SHARE)
        yield Column(_("%(half)s: positive") % {"half": words}, _half(half, "positive"), 9, WHOLE)
        yield Column(_("%(half)s: sample") % {"half": words}, _half(half, "valid"), 9, WHOLE)


def _half(half: str, name: str) -> Callable[[Placed], Value]:
    def value(row: Placed) -> Value:
        sample: Sample | None = getattr(row[1], half)
        return _of_sample(sample, name)

    return value


def remarks_of(entry: Entry) -> list[str]:
    """The chips of the ranking page; after a correction, that it touched this community."""
    words = [str(mark.words) for mark in entry.row.marks]
    return [*words, pgettext("ranking", "revised")] if entry.is_revised else words


def _remarks(row: Placed) -> Value:
    return "；".join(remarks_of(row[1])) or None


def _figures(books: Sequence[MonthBook]) -> list[Figure]:
    """Those of the catalogue that were frozen for any community, in its order; one query."""
    codes = {code for book in books for facts in book.frozen.facts.values() for code in facts}
    return list(Figure.objects.filter(code__in=codes))


def _head_of(figure: Figure) -> str:
    return f"{figure.name}（{figure.unit_label}）" if figure.unit_label else figure.name


def basis_of(figure: Figure) -> str:
    """Where in which plan, instead of the codes of its sentences; else as it is written."""
    plans: dict[str, dict[str, None]] = {}
    for clause in clauses_of(figure.basis):
        plans.setdefault(clause.plan, {})[clause.section] = None
    return "；".join(f"{plan} {'、'.join(sections)}" for plan, sections in plans.items()) or figure.basis


def _decimals(figure: Figure) -> str:
    return "0." + "0" * figure.decimals if figure.decimals else WHOLE


def _frozen(code: str) -> Callable[[Placed], Value]:
    def value(row: Placed) -> Value:
        facts = row[0].frozen.facts.get(row[1].unit.code, {})
        if code not in facts:
            return _("missing")
        return _("not applicable") if facts[code] is None else number_of(facts[code])

    return value


def number_of(value: int | str | None) -> int | Decimal | None:
    """A frozen value; facts write decimals as text."""
    return Decimal(value) if isinstance(value, str) else value


def _full(line: ScoreLine) -> Value:
    """Full points, or the most a deduction takes; a veto has none."""
    return (line.highest or line.lowest) or None


def _clause(item: Item) -> str:
    return "；".join(part for part in (place_of(item.basis), default_of(item.basis)) if part)


def _format_of(books: Sequence[MonthBook]) -> str:
    """The decimals of the rule set; of several, the most."""
    decimals = max(book.ranking.rules.decimals for book in books)
    return "0." + "0" * decimals if decimals else WHOLE


# --- What is said about it ------------------------------------------------------------------------------------


def title_of(books: DistrictBook) -> str:
    """``大兴镇2026年10月平安建设工作簿``"""
    words = {"unit": unit_text(books.area), "month": month_label(books.month.month)}
    is_draft = any(book.is_draft for book in books.books)
    title = _("DRAFT %(unit)s %(month)s workbook") if is_draft else _("%(unit)s %(month)s workbook")
    return title % words


def state_words(book: MonthBook) -> str:
    """``Published, version 2 (corrected)``, or which draft it is."""
    publication = book.shown.publication
    if publication is None:
        return _("Draft %(number)s, not published") % {"number": book.result.number}
    words = _("Published, version %(number)s") % {"number": publication.number}
    return f"{words}（{pgettext('ranking', 'corrected')}）" if publication.is_correction else words


def _facts_of(book: MonthBook) -> Iterator[tuple[str, str]]:
    """Which result of which township this is, and what was corrected."""
    rules = book.result.rule_set
    yield _("Township"), unit_text(book.township)
    yield _("State"), state_words(book)
    for publication in book.publications:
        yield _published(publication)
    yield (
        _("Rules"),
        _("%(name)s, %(code)s version %(version)s")
        % {
            "name": rules.name,
            "code": rules.code,
            "version": rules.version,
        },
    )
    yield _("Fingerprint"), book.result.fingerprint
    yield _("Computed"), f"{timezone.localtime(book.result.computed_at):%Y-%m-%d %H:%M}"


def _published(publication: Publication) -> tuple[str, str]:
    """When and by whom; of a correction, why, and how many communities it touched."""
    head = _("Version %(number)s") % {"number": publication.number}
    words = f"{timezone.localtime(publication.published_at):%Y-%m-%d %H:%M} {publication.published_by}"
    if not publication.is_correction:
        return head, words
    touched = len(publication.changes.get("units", {}))
    why = _("corrected: %(reason)s (places or totals changed: %(count)s)")
    return head, f"{words}，{why % {'reason': publication.reason, 'count': touched}}"
