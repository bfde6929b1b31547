"""What is shipped to the browser: whole, self-hosted, and plain enough for Chromium 92."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
STYLES = sorted((STATIC / "css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def test_vendored_files_match_their_sums() -> None:
    vendor = STATIC / "vendor"
    sums = [line.split() for line in (vendor / "SHA256SUMS").read_text().splitlines()]
    assert [hashlib.sha256((vendor / name).read_bytes()).hexdigest() for _, name in sums] == [
        digest for digest, _ in sums
    ]


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "img" / "icons.svg").read_text()))
    named = {icon for file in TEMPLATES for icon in re.findall(r'{% icon "([^"]+)"', file.read_text())}
    assert named - drawn == set()


@pytest.mark.parametrize("style", STYLES, ids=lambda file: file.name)
def test_styles_name_only_files_that_exist(style: Path) -> None:
    targets = re.findall(r"url\(([^)]+)\)", style.read_text())
    assert [target for target in targets if not (style.parent / target).exists()] == []


@pytest.mark.parametrize("style", STYLES, ids=lambda file: file.name)
def test_styles_use_nothing_newer_than_chromium_92(style: Path) -> None:
    rules = re.sub(r"/\*.*?\*/", "", style.read_text(), flags=re.DOTALL)
    assert re.findall(r":has\(|color-mix|oklch|@layer|@container|\bdvh\b|&:", rules) == []


def test_templates_hold_no_inline_style_or_script() -> None:
    found = r'\sstyle="|<style|<script(?![^>]*\bsrc=)|\son\w+="'
    assert [file.name for file in TEMPLATES if re.search(found, file.read_text())] == []
