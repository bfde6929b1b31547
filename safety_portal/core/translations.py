"""The catalogue of translations: collected from the source, filled, checked and compiled in Python alone.

Messages are written in English in the source, so there is one catalogue: Chinese. No system gettext is needed.
"""

import fcntl
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

LOCALE = "zh_Hans"
SOURCES = ("assessments", "campaigns", "disputes", "grids", "petitions", "safety_portal", "templates")
LEFT_OUT = {"migrations", "embedded", "__pycache__"}
CONTEXT_MARK = "\x04"  # between context and message, as in compiled catalogues

# Position of context ("c"), singular and plural in each marking function; None: the first argument.
_MARKS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
MARKS = {"_": None, "gettext_noop": None} | _MARKS | {f"{name}_lazy": place for name, place in _MARKS.items()}

_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-+0#]*\d*(?:\.\d+)?[sdifgrx]|\{\w*\}")
_HEADER = """# Chinese messages of the Safety Portal; written by `manage.py translations`, not by hand.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: zh_Hans\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""

Words = str | Sequence[str] | None
Filling = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Place:
    """Where the source and its catalogue are."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / "locale" / LOCALE / "LC_MESSAGES"

    @property
    def catalogue(self) -> Path:
        return self.folder / "django.po"

    @property
    def compiled(self) -> Path:
        return self.folder / "django.mo"


@contextmanager
def locked(place: Place) -> Iterator[None]:
    """One writer at a time; the folder itself is the lock, so that no file is left behind."""
    place.folder.mkdir(parents=True, exist_ok=True)
    folder = os.open(place.folder, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def key_of(message: Message) -> str:
    """The message's key in a filling: its English words, the singular ones, after context and mark if it has one."""
    words = message.id if isinstance(message.id, str) else message.id[0]
    return f"{message.context}{CONTEXT_MARK}{words}" if message.context else words


def read_catalogue(place: Place) -> Catalog:
    if not place.catalogue.exists():
        return Catalog(locale=LOCALE)
    with place.catalogue.open("rb") as file:
        return read_po(file, locale=LOCALE)


def collect(place: Place) -> Catalog:
    """All messages marked in the source, without translations.

    Raises SyntaxError, naming the file, where the source can't be read.
    """
    found = Catalog(locale=LOCALE)
    for path in sorted(_source_files(place.root)):
        name = path.relative_to(place.root).as_posix()
        try:
            _collect_file(found, path, name)
        except (SyntaxError, UnicodeDecodeError) as error:
            raise SyntaxError(f"{name}: {error}") from error
    return found


def merge(found: Catalog, known: Catalog) -> Catalog:
    """The source's messages with the translations known so far.

    A translated message that has left the source is kept as obsolete: it may be on its way to another file.
    """
    merged = Catalog(locale=LOCALE)
    for message in _messages(found):
        old = known.get(message.id, message.context) or known.obsolete.get(_identity(known, message))
        new = merged.add(
            message.id,
            "",
            locations=sorted(set(message.locations)),
            auto_comments=message.auto_comments,
            context=message.context,
        )
        if old is not None and type(old.id) is type(message.id):
            new.string, new.flags = old.string, set(old.flags)
    for message in [*_messages(known), *known.obsolete.values()]:
        if found.get(message.id, message.context) is None and _filled(message):
            message.locations = []
            merged.obsolete[_identity(known, message)] = message
    return merged


def render(catalogue: Catalog) -> bytes:
    """The catalogue as text: sorted, with file names but no line numbers, so that only real changes show."""
    body = BytesIO()
    for message in _messages(catalogue):
        message.locations = [(name, 0) for name in sorted({name for name, _line in message.locations})]
    write_po(body, catalogue, width=110, omit_header=True, sort_output=True, include_lineno=False)
    return _HEADER.encode() + body.getvalue()


def update(place: Place, *, prune: bool = False) -> Catalog:
    """Bring the catalogue up to the source; ``prune`` drops what has left it. Call it ``locked``."""
    merged = merge(collect(place), read_catalogue(place))
    if prune:
        merged.obsolete.clear()
    _write(place.catalogue, render(merged))
    return merged


def fill(place: Place, filling: Filling) -> list[str]:
    """Bring the catalogue up to the source and set these translations; returns the keys the source doesn't have."""
    catalogue = update(place)
    messages = {key_of(message): message for message in _messages(catalogue)}
    for key in filling.keys() & messages.keys():
        given = filling[key]
        words = given if isinstance(given, str) else given[0]
        messages[key].string = words if isinstance(messages[key].id, str) else (words,)
        messages[key].flags.discard("fuzzy")
    _write(place.catalogue, render(catalogue))
    return sorted(filling.keys() - messages.keys())


def missing(catalogue: Catalog, prefix: str = "") -> dict[str, str | list[str]]:
    """What still needs Chinese words, ready to be filled in; only from files under ``prefix``."""
    return {
        key_of(message): "" if isinstance(message.id, str) else [""]
        for message in _messages(catalogue)
        if (message.fuzzy or not _filled(message)) and any(name.startswith(prefix) for name, _ in message.locations)
    }


def wrong_placeholders(catalogue: Catalog) -> list[str]:
    """Keys of translations that use other placeholders than the English words do."""
    return [key_of(message) for message in _messages(catalogue) if _filled(message) and not _placeholders_fit(message)]


def faults(place: Place) -> list[str]:
    """What is wrong with the catalogue, in words; empty if it may be released."""
    known = read_catalogue(place)
    merged = merge(collect(place), known)
    merged.obsolete.clear()
    found = [f"not translated: {key}" for key in missing(merged)]
    found += [f"other placeholders than the English: {key}" for key in wrong_placeholders(merged)]
    if not place.catalogue.exists() or render(merged) != place.catalogue.read_bytes():
        found.append("the catalogue differs from the source: run `manage.py translations --prune`")
    return found


def compile_catalogue(place: Place) -> None:
    """Write the compiled catalogue, whole or not at all, unless it is newer than its source."""
    if place.compiled.exists() and place.compiled.stat().st_mtime_ns > place.catalogue.stat().st_mtime_ns:
        return
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(place))
    _write(place.compiled, compiled.getvalue())


def _source_files(root: Path) -> Iterator[Path]:
    for source in SOURCES:
        for folder, inner, names in os.walk(root / source):
            inner[:] = sorted(set(inner) - LEFT_OUT)
            yield from (Path(folder, name) for name in names if name.endswith((".py", ".html", ".txt")))


def _collect_file(found: Catalog, path: Path, name: str) -> None:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What is left of a template isn't indented like Python: inside brackets that doesn't matter.
        text = f"({templatize(text, origin=name)}\n)"
    source = BytesIO(text.encode())
    options = {"encoding": "utf-8"}
    for _line, words, comments, context in extract("python", source, MARKS, ["Translators:"], options):
        found.add(words, None, locations=[(name, 0)], auto_comments=comments, context=context)


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _identity(catalogue: Catalog, message: Message) -> str | tuple[str, str]:
    return catalogue._key_for(message.id, message.context)


def _filled(message: Message) -> bool:
    return bool(_forms(message.string)) and all(_forms(message.string))


def _forms(words: Words) -> list[str]:
    """One form, or the plural's forms."""
    return [words] if isinstance(words, str) else list(words or ())


def _placeholders_fit(message: Message) -> bool:
    """A plural's translation needs what both English forms have, and may use what either has."""
    wanted = [_placeholders(form) for form in _forms(message.id)]
    used = set().union(*(_placeholders(form) for form in _forms(message.string)))
    return set.intersection(*wanted) <= used <= set.union(*wanted)


def _placeholders(form: str) -> set[str]:
    return set(_PLACEHOLDER.findall(form.replace("%%", "")))


def _write(file: Path, content: bytes) -> None:
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(file)
