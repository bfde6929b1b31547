from assessments.figures import read_catalogue
from assessments.intake.headings import read_headings


def test_headings_are_of_figures_that_member_units_file() -> None:
    filed = {
        figure["code"]
        for figure in read_catalogue().figures
        if figure["source"] == "member_unit" and not figure["is_townshipwide"]
    }
    assert read_headings().keys() == filed
