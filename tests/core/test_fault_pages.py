import pytest
from django.template.loader import render_to_string
from django.utils import translation

PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"]


@pytest.mark.parametrize("page", PAGES)
def test_fault_pages_need_neither_request_nor_context(page: str) -> None:
    with translation.override("en"):
        drawn = render_to_string(page)
    assert '<html lang="en"' in drawn
    assert '<a class="btn btn-plain" href="/">Home</a>' in drawn


@pytest.mark.parametrize(("language", "tag"), [("zh-hans", "zh-CN"), ("en", "en")])
def test_pages_name_their_language(language: str, tag: str) -> None:
    with translation.override(language):
        assert f'<html lang="{tag}"' in render_to_string("gate.html")
        assert f'<html lang="{tag}"' in render_to_string("base.html")


def test_frame_without_a_user_has_no_menu() -> None:
    drawn = render_to_string("base.html")
    assert 'id="menu"' not in drawn
    assert "bottom-bar" not in drawn
