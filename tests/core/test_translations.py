"""Collecting, filling, checking and compiling the Chinese messages."""

import gettext
import os
from pathlib import Path

import pytest

from safety_portal.core import translations
from safety_portal.core.translations import Place

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, npgettext_lazy, pgettext
a = _("Disputes")
b = ngettext("%(n)d day", "%(n)d days", n)
c = pgettext("verb", "Open")
d = npgettext_lazy("working", "day", "days", "n")
e = _("In two "
      "lines")
f = ignored("Not marked")
"""
PAGE = """{% load i18n %}
<h1>{% translate "Register" %}</h1>
      <p title="{% translate "Open" context "adjective" %}">
   {% blocktranslate trimmed count n=rows|length %}
     {{ n }} row
   {% plural %}
     {{ n }} rows
   {% endblocktranslate %}</p>
{# a note: it's (open #}
{{ value|default:_("none") }} {% translate "100%" %}
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "disputes").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "disputes/models.py").write_text(CODE)
    (tmp_path / "templates/page.html").write_text(PAGE)
    place = Place(tmp_path)
    with translations.locked(place):
        translations.update(place)
    return place


def test_update_finds_messages_of_code_and_templates(place: Place) -> None:
    assert translations.missing(translations.read_catalogue(place), "disputes") == {
        "%(n)d day": [""],
        "Disputes": "",
        "In two lines": "",
        "verb\x04Open": "",
        "working\x04day": [""],
    }
    assert translations.missing(translations.read_catalogue(place), "templates/") == {
        "%(n)s row": [""],
        "100%%": "",
        "Register": "",
        "adjective\x04Open": "",
        "none": "",
    }


def test_fill_sets_words_plurals_and_contexts(place: Place) -> None:
    unknown = translations.fill(
        place, {"Disputes": "矛盾纠纷", "%(n)d day": ["%(n)d 天"], "verb\x04Open": "打开", "Gone": "没有了"}
    )
    filled = translations.read_catalogue(place)
    assert unknown == ["Gone"]
    assert filled["Disputes"].string == "矛盾纠纷"
    assert filled["%(n)d day"].string == ("%(n)d 天",)
    assert filled.get("Open", "verb").string == "打开"  # type: ignore[union-attr]
    assert "Disputes" not in translations.missing(filled)


def test_update_changes_nothing_the_second_time(place: Place) -> None:
    translations.fill(place, {"Disputes": "矛盾纠纷"})
    before = place.catalogue.read_bytes()
    translations.update(place)
    assert place.catalogue.read_bytes() == before
    assert b"2026" not in before


def test_update_keeps_the_words_of_a_message_on_the_move(place: Place) -> None:
    translations.fill(place, {"Disputes": "矛盾纠纷", "verb\x04Open": "打开"})
    source = place.root / "disputes/models.py"
    source.write_text("")
    translations.update(place)
    assert "Disputes" not in [message.id for message in translations.read_catalogue(place)]
    source.write_text(CODE)
    catalogue = translations.update(place)
    assert (catalogue["Disputes"].string, len(catalogue.obsolete)) == ("矛盾纠纷", 0)
    assert catalogue.get("Open", "verb").string == "打开"  # type: ignore[union-attr]


def test_prune_drops_what_left_the_source(place: Place) -> None:
    translations.fill(place, {"Disputes": "矛盾纠纷"})
    (place.root / "disputes/models.py").write_text("")
    translations.update(place, prune=True)
    assert "矛盾纠纷" not in place.catalogue.read_text("utf-8")


def fill_all(place: Place) -> None:
    known = {"%(n)d day": "%(n)d 天", "%(n)s row": "%(n)s 行"}
    wanted = translations.missing(translations.read_catalogue(place))
    translations.fill(place, dict.fromkeys(wanted, "中文") | known)


def test_faults_of_a_complete_catalogue_are_none(place: Place) -> None:
    fill_all(place)
    assert translations.faults(place) == []


@pytest.mark.parametrize(
    ("key", "words", "fault"),
    [
        ("Disputes", "", "not translated: Disputes"),
        ("%(n)d day", "%(m)d 天", "other placeholders than the English: %(n)d day"),
        ("%(n)d day", "一天", "other placeholders than the English: %(n)d day"),
    ],
)
def test_faults_name_the_message(place: Place, key: str, words: str, fault: str) -> None:
    fill_all(place)
    translations.fill(place, {key: words})
    assert translations.faults(place) == [fault]


def test_faults_tell_a_catalogue_behind_its_source(place: Place) -> None:
    fill_all(place)
    (place.root / "disputes/models.py").write_text(CODE.replace('_("Disputes")', '""'))
    assert translations.faults(place) == ["the catalogue differs from the source: run `manage.py translations --prune`"]


def test_collect_names_a_file_it_cannot_read(place: Place) -> None:
    (place.root / "templates/bad.html").write_text("{% blocktranslate %}{% if x %}{% endif %}{% endblocktranslate %}")
    with pytest.raises(SyntaxError, match=r"templates/bad\.html"):
        translations.collect(place)


def test_compile_writes_what_gettext_reads(place: Place) -> None:
    translations.fill(place, {"Disputes": "矛盾纠纷", "%(n)d day": "%(n)d 天", "verb\x04Open": "打开"})
    translations.compile_catalogue(place)
    with place.compiled.open("rb") as file:
        chinese = gettext.GNUTranslations(file)
    assert chinese.gettext("Disputes") == "矛盾纠纷"
    assert chinese.ngettext("%(n)d day", "%(n)d days", 3) == "%(n)d 天"
    assert chinese.pgettext("verb", "Open") == "打开"


def test_compile_follows_a_newer_catalogue(place: Place) -> None:
    translations.compile_catalogue(place)
    translations.fill(place, {"Disputes": "矛盾纠纷"})
    os.utime(place.compiled, (1, 1))
    translations.compile_catalogue(place)
    assert "矛盾纠纷".encode() in place.compiled.read_bytes()
