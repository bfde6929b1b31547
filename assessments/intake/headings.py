"""What senders write over the figures of the catalogue (data/headings.json)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from assessments.figures import FILE


@dataclass(frozen=True)
class Headings:
    """``words``: other names of the figure; ``above``: what stands over them in heads of two rows; ``parts``: columns
    that only together are the figure (可防性案件 by kind of case). A figure without parts is never summed up.
    """

    words: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@cache
def read_headings() -> Mapping[str, Headings]:
    """By code of the figure; a figure that isn't there has its own name only."""
    loaded = json.loads(FILE.with_name("headings.json").read_text(encoding="utf-8"))
    return {code: Headings(**{name: tuple(words) for name, words in one.items()}) for code, one in loaded.items()}
