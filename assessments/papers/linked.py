"""Texts with figures in them: the words are typed, the figures are the portal's, each with the page that explains it.

In a form a figure stands as ``{可防性案件：12起}``: the name says which, what follows the colon is only to be read.
Whatever is typed behind it, the document has the portal's figure and its link.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from safety_portal.core.errors import Refused
from safety_portal.documents.layout import Block, Heading, Span, Text, blocks_of, text_of

_TOKEN = re.compile(r"\{\s*([^{}：:]+?)\s*(?:[：:][^{}]*)?\}")
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Linked:
    """A figure as it is written, and the address of its page."""

    words: str
    url: str


class Known(dict[str, Linked]):
    """The figures that a text may hold, by name."""

    def put(self, name: str, words: str, path: str) -> str:
        """Add a figure; returns how it stands in a form. ``path``: of its page in the portal."""
        self[name] = Linked(words, absolute(path))
        return f"{{{name}：{words}}}"

    def text(self, typed: str) -> Text:
        """A line with its figures. Refused: it names one that there is not, or has a brace too many."""
        spans: list[Span] = []
        at = 0
        for token in _TOKEN.finditer(typed):
            if token.group(1) not in self:
                raise Refused(_("There is no figure called “%(name)s”.") % {"name": token.group(1)[:40]})
            figure = self[token.group(1)]
            spans += [Span(typed[at : token.start()]), Span(figure.words, figure.url)]
            at = token.end()
        spans.append(Span(typed[at:]))
        if any("{" in span.text or "}" in span.text for span in spans if not span.url):
            raise Refused(_("A brace without a figure in it: “%(text)s”.") % {"text": typed[:40]})
        return tuple(span for span in spans if span.text)


def absolute(path: str) -> str:
    """The address as a paper has to say it."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"


@dataclass(frozen=True)
class Section:
    """A part of a document: its name in the form and its heading; ``text`` as it stands in the form."""

    name: str
    heading: str
    text: str


def body_of(
    lead: str, sections: Sequence[Section], known: Known, tables: dict[str, Sequence[Block]] | None = None
) -> list[Block]:
    """Lead, then the sections that have text, numbered 一、二、 …; ``tables`` follow the section of their name."""
    tables = tables or {}
    body = blocks_of(lead, known.text)
    kept = [one for one in sections if one.text.strip() or one.name in tables]
    for numeral, one in zip(_NUMERALS, kept, strict=False):
        body.append(Heading(text_of(f"{numeral}、{one.heading}"), 1))
        body += blocks_of(one.text, known.text)
        body += tables.get(one.name, [])
    return body
