"""Measures of the code that keep it readable."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("assessments", "disputes", "safety_portal", "tests")
LONGEST_FUNCTION = 60
LONGEST_MODULE = 600


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (file for file in (ROOT / package).rglob("*.py") if "migrations" not in file.parts)


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(file.read_text("utf-8"))
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_modules_are_short_enough_to_read() -> None:
    lengths = {str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines()) for file in modules()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_functions_are_short_enough_to_read() -> None:
    lengths = {
        f"{file.relative_to(ROOT)}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for file in modules()
        for node in functions(file)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}
