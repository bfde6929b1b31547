"""manage.py simulate: the seven worked examples to the byte, and what bad input does."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

EXAMPLES = Path(__file__).parent / "examples"
NAMES = sorted(path.name.removesuffix(".rules.json") for path in EXAMPLES.glob("*.rules.json"))
ROOT = Path(__file__).parents[3]


def without_because(text: str) -> str:
    result = json.loads(text)
    for unit in result["units"]:
        for line in unit["lines"]:
            del line["because"]
    return json.dumps(result, indent=1, ensure_ascii=False) + "\n"


def test_seven_examples_are_there() -> None:
    assert len(NAMES) == 7


@pytest.mark.parametrize("name", NAMES)
def test_simulate_prints_the_worked_example(name: str) -> None:
    out = io.StringIO()
    call_command("simulate", EXAMPLES / f"{name}.rules.json", EXAMPLES / f"{name}.facts.json", stdout=out)
    expected = (EXAMPLES / f"{name}.result.json").read_text("utf-8")
    assert without_because(out.getvalue()) == expected


def in_shell(*arguments: Path) -> subprocess.CompletedProcess[bytes]:
    """The command as somebody runs it in a bare clone: no server, no secrets, a terminal in another encoding."""
    command = [sys.executable, "manage.py", "simulate", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env={"PYTHONIOENCODING": "gbk"}, capture_output=True)


def test_simulate_needs_no_surroundings_and_prints_utf_8() -> None:
    name = "tiers-whole-points-manual"
    done = in_shell(EXAMPLES / f"{name}.rules.json", EXAMPLES / f"{name}.facts.json")
    assert (done.returncode, done.stderr) == (0, b"")
    assert without_because(done.stdout.decode("utf-8")).encode() == (EXAMPLES / f"{name}.result.json").read_bytes()
    assert "值班脱岗" in done.stdout.decode("utf-8")


def test_simulate_refuses_bad_input_whole(tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text((EXAMPLES / "ratio-and-ties.rules.json").read_text("utf-8").replace('"0.95"', "0.95"))
    done = in_shell(bad, EXAMPLES / "ratio-and-ties.facts.json")
    assert (done.returncode, done.stdout) == (2, b"")
    assert f"{bad}: rules.items[0].formula.target: 0.95 is a JSON fraction" in done.stderr.decode()


def refusal(rules: Path, facts: Path) -> str:
    out = io.StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("simulate", rules, facts, stdout=out)
    assert (refused.value.returncode, out.getvalue()) == (2, "")
    return str(refused.value)


def test_simulate_names_the_facts_file_where_the_facts_are_bad(tmp_path: Path) -> None:
    bad = tmp_path / "facts.json"
    bad.write_text('{"month": "2025-12", "units": []}')
    rules = EXAMPLES / "ratio-and-ties.rules.json"
    assert refusal(rules, bad) == f"{bad}: facts.month: lies before the rule set takes effect in 2026-01"
    bad.write_text('{"month": "2026-10", "month": "2026-11", "units": []}')
    assert refusal(rules, bad) == f"{bad}: facts.month: the key is given twice in one object"


def test_simulate_names_a_file_it_cannot_read(tmp_path: Path) -> None:
    gone = tmp_path / "gone.json"
    assert refusal(gone, gone) == f"{gone}: No such file or directory"
    assert refusal(tmp_path, gone) == f"{tmp_path}: Is a directory"
