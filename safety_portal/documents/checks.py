"""Whether a .docx may be a template: no macros, nothing fetched from elsewhere, known fields, the styles it needs."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from django.utils.translation import gettext as _
from lxml import etree

from safety_portal.core.errors import Refused
from safety_portal.documents.layout import OfficialDocument
from safety_portal.documents.word import FIELDS, NEEDED, fields_in, make_word, styles_in
from safety_portal.documents.word_body import STYLES

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED, MAX_MEMBERS = 40 * 1024 * 1024, 500
#: Parts that can run something or hold another file.
_ACTIVE = re.compile(r"vbaProject|vbaData|activeX|embeddings|/attachedToolbars|customUI", re.IGNORECASE)
_HYPERLINK = "/hyperlink"


def check_template(data: bytes, sample: OfficialDocument) -> None:
    """Refused with what is wrong, in the words of who made the file in Word; filled in once with ``sample``."""
    if not 0 < len(data) <= MAX_BYTES:
        raise Refused({"file": _("The file is empty or larger than %(limit)d MB.") % {"limit": MAX_BYTES // 1048576}})
    _check_parts(data)
    try:
        found, styles = fields_in(data), styles_in(data)
    except Refused as refusal:
        raise Refused({"file": refusal.messages}) from refusal
    except (KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise Refused({"file": _("Word can't open this file.")}) from error
    _say(_("Fields that are not known: %(names)s."), "、".join(sorted(found - FIELDS)))
    _say(_("Fields that are missing: %(names)s."), "、".join(sorted(NEEDED - found)))
    _say(_("Styles that are missing: %(names)s."), "、".join(sorted(STYLES - styles)))
    make_word(sample, data)


def _say(words: str, names: str) -> None:
    if names:
        raise Refused({"file": words % {"names": names}})


def _check_parts(data: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
                raise Refused({"file": _("The file is too large once it is unpacked.")})
            parts = {member.filename: archive.read(member) for member in members if _is_markup(member.filename)}
            names = [member.filename for member in members]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise Refused({"file": _("This is no Word file (.docx).")}) from error
    if "word/document.xml" not in parts or "[Content_Types].xml" not in parts:
        raise Refused({"file": _("This is no Word file (.docx).")})
    if any(_ACTIVE.search(name) for name in names) or b"macroEnabled" in parts["[Content_Types].xml"]:
        raise Refused({"file": _("The file has macros or other files in it. Save it as .docx without them.")})
    if any(b"<!DOCTYPE" in part or b"<!ENTITY" in part for part in parts.values()):
        raise Refused({"file": _("Word can't open this file.")})
    if any(_fetches(part) for name, part in parts.items() if name.endswith(".rels")):
        raise Refused({"file": _("The file fetches a picture or a template from elsewhere. Put it into the file.")})


def _is_markup(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _fetches(relations: bytes) -> bool:
    """Whether something other than a hyperlink leads out of the file."""
    try:
        root = etree.fromstring(relations, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return True
    return any(one.get("TargetMode") == "External" and not one.get("Type", "").endswith(_HYPERLINK) for one in root)
