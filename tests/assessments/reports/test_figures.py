import json

import pytest

from assessments.figures import install_catalogue, read_catalogue
from assessments.models import Figure, FigureCheck
from assessments.rules.clauses import clauses_of

pytestmark = pytest.mark.django_db


def test_the_catalogue_is_installed_by_a_migration_and_installing_again_changes_nothing() -> None:
    install_catalogue()
    before = list(Figure.objects.order_by("pk").values())
    install_catalogue()
    assert (list(Figure.objects.order_by("pk").values()), FigureCheck.objects.count()) == (before, 7)


def test_installing_brings_names_up_to_date_and_keeps_figures_of_ones_own() -> None:
    install_catalogue()
    Figure.objects.filter(code="disputes.due").update(name="旧名", is_active=False)
    Figure.objects.create(code="own.figure", name="自定", catalogue="其他", source="community", definition="x")
    install_catalogue()
    due = Figure.objects.get(code="disputes.due")
    assert (due.name, due.is_active, Figure.objects.filter(code="own.figure").exists()) == ("应结纠纷", False, True)


def test_every_figure_says_what_it_is_and_what_it_rests_on() -> None:
    for figure in read_catalogue().figures:
        assert all(figure[name] for name in ("name", "catalogue", "source", "definition", "basis")), figure["code"]


def test_every_clause_named_exists_in_the_plan() -> None:
    for figure in read_catalogue().figures:
        for code in str(figure["basis"]).split():
            assert clauses_of(code), (figure["code"], code)


def test_the_file_is_json_with_one_line_a_figure() -> None:
    catalogue = read_catalogue()
    assert len({figure["code"] for figure in catalogue.figures}) == len(catalogue.figures)
    assert json.dumps([list(pair) for pair in catalogue.checks]).count("[") == len(catalogue.checks) + 1


def test_totals_of_cases_are_trend_only() -> None:
    install_catalogue()
    neutral = set(Figure.objects.filter(is_neutral=True, source="member_unit").values_list("code", flat=True))
    assert {"police.criminal", "police.civil", "police.administrative"} <= neutral
