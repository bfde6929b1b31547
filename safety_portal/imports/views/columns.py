"""Saying which column of a sheet is which, and what its words mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.errors import Refused
from safety_portal.core.trying import tried
from safety_portal.imports import policies, selectors, services
from safety_portal.imports.models import ImportRun
from safety_portal.imports.presentation import kind_words, steps_of
from safety_portal.imports.selectors import ColumnOption, HeadChoice, Matching
from safety_portal.imports.states import Move
from safety_portal.imports.views.common import run_or_404, version_of
from safety_portal.imports.views.uploads import upload_address


@dataclass(frozen=True)
class Word:
    """A word to be explained, with what it may mean; ``code``: what was chosen for it."""

    vocabulary: str
    word: str
    count: int
    meanings: Sequence[tuple[str, str]]
    code: str


@dataclass(frozen=True)
class Answer:
    """What the form said."""

    sheet_index: int
    head_rows: list[int] | None
    mapping: dict[int, str]
    words: dict[str, dict[str, str]]


@require_http_methods(["GET", "POST"])
@never_cache
def columns_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """The columns of one sheet (``?sheet=1``: of another), and the words nobody understood."""
    run = run_or_404(request, pk)
    if not policies.can_move(request.user, run, Move.MATCH) or selectors.open_job(run):
        return redirect(run)
    if request.method == "GET":
        return _page(request, run, sheet_index=number_or_none(request.GET.get("sheet")))
    answer = answer_of(request.POST)
    try:
        run = services.match_columns(
            run=run,
            by=request.user,
            version=version_of(request),
            sheet_index=answer.sheet_index,
            head_rows=answer.head_rows,
            mapping=answer.mapping,
            words=answer.words,
        )
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return _page(request, run_or_404(request, pk), sheet_index=answer.sheet_index, answer=answer)
    return redirect(run)


def _page(
    request: SignedInRequest, run: ImportRun, *, sheet_index: int | None, answer: Answer | None = None
) -> HttpResponse:
    try:
        found = selectors.matching(run, by=request.user, now=timezone.now(), sheet_index=sheet_index)
    except LookupError as error:
        raise Http404 from error
    choices = [(choice, _chosen(choice, answer)) for choice in found.choices]
    context = {
        "run": run,
        "kind": kind_words(run),
        "steps": steps_of(run, at=1),
        "found": found,
        "choices": choices,
        "missing": missing_options(found.options, [key for _choice, key in choices]),
        "unsure": sum(choice.is_unsure for choice in found.choices),
        "words": words_of(found, answer.words if answer else run.words),
        "memory": selectors.memory_of(run),
        "upload_url": upload_address(run),
    }
    return render(request, "imports/columns.html", context)


@require_POST
def forget_sender(request: SignedInRequest, pk: int) -> HttpResponse:
    """Drop what was learnt of this workbook's sender: a wrong word would be taken for known for ever."""
    run = run_or_404(request, pk)
    memory = selectors.memory_of(run)
    if memory.pk is not None:
        words = _("Forgotten. The columns are suggested anew, and words are asked about again.")
        tried(request, lambda: services.forget(memory=memory, by=request.user), words)
    return redirect("imports:columns", pk)


def _chosen(choice: HeadChoice, answer: Answer | None) -> str:
    return answer.mapping.get(choice.index, "") if answer else choice.key


def missing_options(options: Sequence[ColumnOption], keys: Sequence[str]) -> list[ColumnOption]:
    """Columns that the register cannot do without and that nothing is matched to."""
    return [option for option in options if option.is_required and option.key not in keys]


def words_of(found: Matching, said: Mapping[str, Mapping[str, str]]) -> list[Word]:
    return [
        Word(
            vocabulary=unknown.vocabulary,
            word=unknown.word,
            count=unknown.count,
            meanings=found.meanings.get(unknown.vocabulary, ()),
            code=said.get(unknown.vocabulary, {}).get(unknown.word, ""),
        )
        for unknown in found.words
    ]


# --- Reading the form -----------------------------------------------------------------------------------------


def number_or_none(text: str | None) -> int | None:
    """A small whole number; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else None


def answer_of(data: QueryDict) -> Answer:
    """``sheet``, ``head`` (rows of the head), ``c-3`` (column 3 is …), and ``vocabulary word code`` in rows.

    ``again``: other rows were pointed at as the head, so that nothing is known of the columns yet.
    """
    columns = {number_or_none(name[2:]): str(data[name]) for name in data if name.startswith("c-")}
    heads = [row for text in data.getlist("head") if (row := number_or_none(text)) is not None]
    words: dict[str, dict[str, str]] = {}
    said = (data.getlist(name) for name in ("vocabulary", "word", "code"))
    for vocabulary, word, code in zip(*said, strict=False):
        if code:
            words.setdefault(vocabulary, {})[word] = code
    if "again" in data:
        columns = {}
    return Answer(
        sheet_index=number_or_none(data.get("sheet")) or 0,
        head_rows=sorted(heads) or None,
        mapping={index: key for index, key in columns.items() if index is not None and key},
        words=words,
    )
