"""The portal's vocabulary of small parts for templates (docs/look.md lists them); loaded in every template.

Nothing is told by colour alone: each part carries a shape and words, and its numbers for screen readers.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput, RadioSelect, Select
from django.http import HttpRequest
from django.template import Context
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safety_portal.core import formats, svg
from safety_portal.core.clocks import Clock
from safety_portal.core.formats import NOTHING, Number
from safety_portal.core.months import Month

register = template.Library()

_CHIP_ICONS = {
    "ok": "check-circle-fill",
    "info": "circle-half",
    "warn": "exclamation-triangle-fill",
    "late": "hourglass-split",
    "bad": "exclamation-octagon-fill",
    "solid": "over",
    "": "circle",
}


# --- Signs ----------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """`{% icon "bell" %}`: a symbol of static/img/icons.svg; words must stand beside it."""
    return svg.icon(name, css)


@register.simple_tag
def chip(kind: str, text: str, icon: str = "") -> SafeString:
    """`{% chip "ok" text %}`: a state; kinds ok, info, warn, late, bad, solid and "" (neutral)."""
    return format_html('<span class="chip {}">{}{}</span>', kind, svg.icon(icon or _CHIP_ICONS[kind]), text)


@register.simple_tag
def nil(words: str = "") -> SafeString:
    """`{% nil %}`: an empty cell, a dash; `words` say to screen readers what is missing."""
    return format_html('<span class="nil"></span><span class="visually-hidden">{}</span>', words or _("none"))


@register.simple_tag
def clock(deadline: Clock | None, wide: bool = False) -> SafeString:
    """`{% clock deadline %}`: ball, words and track; `wide=True` adds the arithmetic. None is an empty cell."""
    if deadline is None:
        return nil(_("no deadline"))
    band = f"b{deadline.band}"
    css = f"clock {band}{' over' if deadline.is_over else ''}{' wide' if wide else ''}"
    arithmetic = format_html('<span class="sum">{}</span>', deadline.arithmetic) if wide and deadline.arithmetic else ""
    return format_html(
        '<span class="{}">{}<span class="say">{}</span>{}{}</span>',
        css,
        svg.icon("over" if deadline.is_over else band),
        deadline.words,
        svg.track(deadline.fraction_used),
        arithmetic,
    )


@register.simple_tag
def move(delta: int | None) -> SafeString:
    """`{% move places %}`: places gained (+) or lost (−) against last month; None where there was none."""
    if delta is None:
        return nil(_("no rank last month"))
    if delta == 0:
        return format_html('<span class="move">{}</span>', _("unchanged"))
    way, words = ("up", _("up")) if delta > 0 else ("down", _("down"))
    return format_html(
        '<span class="move {}">{}<span class="visually-hidden">{} </span>{}</span>',
        way,
        svg.icon(f"arrow-{way}"),
        words,
        abs(delta),
    )


@register.simple_tag
def rank(place: int | None, last: int | None = None) -> SafeString:
    """`{% rank 1 9 %}`: a rank; the first is underlined, the `last` dotted."""
    if place is None:
        return nil(_("not ranked"))
    css = " first" if place == 1 else " last" if place == last else ""
    return format_html('<span class="rank{}">{}</span>', css, place)


@register.simple_tag
def bar(value: Number, maximum: Number, median: Number | None = None) -> SafeString:
    """`{% bar 17.11 20 19.49 %}`: points out of the maximum, with the township's median as a tick."""
    return svg.bar(value, maximum, median)


@register.simple_tag
def spark(
    values: Sequence[Number | None], label: str = "", best: str = "low", opening: Sequence[bool] = ()
) -> SafeString:
    """`{% spark ranks %}`: the last months in small; `best="high"` for rates, where more is better.

    `opening`: for each month whether its value was brought in from before the portal.
    """
    said = " ".join(NOTHING if value is None else formats.number(value) for value in values)
    words = [label or _("Ranks, oldest month first"), said]
    if count := sum(opening):
        months = ngettext(
            "(%(count)s month from before the portal)", "(%(count)s months from before the portal)", count
        )
        words.append(months % {"count": count})
    return svg.spark(values, " ".join(words), lowest_on_top=best == "low", hollow=opening)


@register.simple_tag
def interval(
    low: Number,
    point: Number,
    high: Number,
    reference: Number | None = None,
    thin: bool = False,
    axis_from: Number = Decimal("0.6"),
    axis_to: Number = 1,
) -> SafeString:
    """`{% interval 0.85 0.92 0.96 reference=0.953 thin=True %}`: a survey rate with its 95 % interval (fractions)."""
    return svg.interval(low, point, high, axis=(axis_from, axis_to), reference=reference, thin=thin)


# --- Words ----------------------------------------------------------------------------------------------------


@register.filter
def num(value: Number | None) -> str:
    """`{{ 1421|num }}` → 1 421; − as minus; no idle zeros."""
    return NOTHING if value is None else formats.number(value)


@register.filter
def points(value: Number | None, places: int = 2) -> str:
    """`{{ score|points }}` → 17.10; a rule set may score to other decimals: `{{ score|points:places }}`."""
    return NOTHING if value is None else formats.number(value, places)


@register.filter
def signed(value: Number | None, places: int | None = None) -> str:
    """`{{ delta|signed:2 }}` → +2.00, −1.00."""
    return NOTHING if value is None else formats.signed(value, places)


@register.filter
def pct(fraction: Number | None, places: int = 1) -> str:
    """`{{ 0.871|pct }}` → 87.1%: takes a fraction from 0 to 1."""
    return NOTHING if fraction is None else formats.percent(fraction, places)


@register.filter
def shortdate(day: date | datetime | None) -> str:
    """`{{ day|shortdate }}` → 10月21日 or 21 Oct."""
    if day is None:
        return NOTHING
    local = timezone.localtime(day).date() if isinstance(day, datetime) else day
    return formats.short_date(local, timezone.localdate())


@register.filter
def shortdatetime(moment: datetime | None) -> str:
    """`{{ moment|shortdatetime }}` → 10月21日 16:40 or 21 Oct 16:40."""
    return NOTHING if moment is None else formats.short_datetime(moment, timezone.localdate())


@register.filter
def month_label(month: Month | date) -> str:
    """`{{ month|month_label }}` → 2026年10月 or Oct 2026."""
    return formats.month_label(month)


@register.filter
def unit_text(unit: object) -> str:
    """A unit's name as plain text: for options, titles and labels."""
    name = str(getattr(unit, "name", unit))
    return name if formats.speaks_chinese() else formats.english_unit_name(name)


@register.filter
def unit_name(unit: object) -> SafeString:
    """A unit's name; on English pages in pinyin with the Chinese as title."""
    name = str(getattr(unit, "name", unit))
    text = unit_text(name)
    if text == name:
        return conditional_escape(name)
    return format_html('<span title="{}">{}</span>', name, text)


# --- Forms ----------------------------------------------------------------------------------------------------


def _widget_class(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput | RadioSelect):
        look = "form-check-input"
    else:
        look = "form-select" if isinstance(widget, Select) else "form-control"
    parts = (look, widget.attrs.get("class", ""), "is-invalid" if bound.errors else "")
    return " ".join(part for part in parts if part)


@register.inclusion_tag("includes/field.html")
def field(bound: BoundField, label: str = "", note: str = "") -> dict[str, object]:
    """`{% field form.place %}`: label, "optional" mark, widget, help and errors, tied together for screen readers."""
    widget = bound.field.widget
    is_group = isinstance(widget, RadioSelect)
    return {
        "field": bound,
        "label": label or bound.label,
        "note": note,
        "kind": "group" if is_group else "check" if isinstance(widget, CheckboxInput) else "line",
        "choices": list(bound.subwidgets) if is_group else [],
        "widget": "" if is_group else bound.as_widget(attrs={"class": _widget_class(bound)}),
    }


@register.simple_tag
def widget(bound: BoundField, css: str = "", label: str = "") -> SafeString:
    """`{% widget form.value css="num" label=row.name %}`: the bare input of a table cell, named by `label`."""
    return bound.as_widget(
        attrs={"class": f"{_widget_class(bound)} {css}".strip(), "aria-label": label or str(bound.label)}
    )


class _Fault(NamedTuple):
    target: str
    label: str
    text: str


@register.inclusion_tag("includes/form_errors.html")
def form_errors(*given: BaseForm | Iterable[BaseForm]) -> dict[str, object]:
    """`{% form_errors form forms %}`: what must be corrected, with a link to each field; nothing where all is well."""
    forms = [form for one in given for form in ([one] if isinstance(one, BaseForm) else one)]
    general = [str(error) for form in forms if form.is_bound for error in form.non_field_errors()]
    faults = [
        _Fault(bound.auto_id, str(bound.label), str(error))
        for form in forms
        if form.is_bound
        for bound in form
        for error in bound.errors
    ]
    return {"general": general, "faults": faults, "count": len(general) + len(faults)}


# --- Lists ----------------------------------------------------------------------------------------------------


@register.inclusion_tag("includes/empty.html")
def empty(icon: str, title: str, text: str = "", action_url: str = "", action: str = "") -> dict[str, str]:
    """`{% empty "inbox" title text url label %}`: why there is nothing, what was searched, one next step."""
    return {"icon": icon, "title": title, "text": text, "action_url": action_url, "action": action}


class _PageLink(NamedTuple):
    text: str
    query: str
    is_current: bool


def _query_with(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    for key, value in changes.items():
        query[key] = value
    return f"?{query.urlencode()}"


def _page_links(request: HttpRequest, page: Page[object], param: str) -> Iterable[_PageLink]:
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1):
        is_page = isinstance(number, int)
        yield _PageLink(
            str(number), _query_with(request, **{param: str(number)}) if is_page else "", number == page.number
        )


@register.inclusion_tag("includes/pager.html", takes_context=True)
def pager(context: Context, page: Page[object], param: str = "page") -> dict[str, object]:
    """`{% pager page_obj %}`: which rows of how many, and the pages, keeping the rest of the query."""
    request: HttpRequest = context["request"]

    def link(number: int) -> str:
        return _query_with(request, **{param: str(number)})

    return {
        "page": page,
        "links": list(_page_links(request, page, param)) if page.has_other_pages() else [],
        "previous": link(page.previous_page_number()) if page.has_previous() else "",
        "next": link(page.next_page_number()) if page.has_next() else "",
    }


@register.simple_tag(takes_context=True)
def sort_header(
    context: Context, name: str, label: str, css: str = "", default: str = "", param: str = "order"
) -> SafeString:
    """`{% sort_header "due_at" _("Deadline") default="due_at" %}`: a heading that sorts; the whole `<th>`.

    `default` is the order of the page when the query names none; a second click turns it round.
    """
    request: HttpRequest = context["request"]
    current = request.GET.get(param, default)
    state = {name: "ascending", f"-{name}": "descending"}.get(current, "")
    query = _query_with(request, **{param: f"-{name}" if current == name else name, "page": "1"})
    return format_html(
        '<th scope="col" class="{}"{}><a href="{}">{}{}</a></th>',
        css,
        format_html(' aria-sort="{}"', state) if state else "",
        query,
        label,
        {"ascending": " ↑", "descending": " ↓"}.get(state, ""),
    )


@register.simple_tag
def hidden_query(request: HttpRequest, *left_out: str) -> SafeString:
    """`{% hidden_query request "page" "q" %}`: the rest of the query as hidden inputs of a GET form."""
    pairs = ((key, value) for key, values in request.GET.lists() if key not in left_out for value in values)
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)
