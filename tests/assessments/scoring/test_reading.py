"""Strict loading of JSON text: what is wrong is named with its path."""

import pytest

from assessments.scoring import InputError, load_json
from assessments.scoring.reading import MAX_BYTES, Node, member_path


@pytest.mark.parametrize(
    ("text", "path", "reason"),
    [
        ("", "rules", "not_json"),
        ("{", "rules", "not_json"),
        ('{"a": 1,}', "rules", "not_json"),
        ("{} {}", "rules", "not_json"),
        ("{'a': 1}", "rules", "not_json"),
        ('{"a": 01}', "rules", "not_json"),
        ('{"a": ١}', "rules", "not_json"),
        ('{"a": "\n"}', "rules", "not_json"),
        ('{"a": 1, "b": {"c": 1, "c": 2}}', "rules.b.c", "duplicate_key"),
        ('{"a": [0, {"b": 1, "b": 1}]}', "rules.a[1].b", "duplicate_key"),
        ('{"a": [1, 2.0]}', "rules.a[1]", "float"),
        ('{"a": 1e3}', "rules.a", "float"),
        ("0.5", "rules", "float"),
        ('{"a": NaN}', "rules.a", "not_finite"),
        ('{"a": [-Infinity]}', "rules.a[0]", "not_finite"),
        ('{"a": ' + "9" * 5000 + "}", "rules.a", "number_too_long"),
        ('{"a": ' + "[" * 20 + "]" * 20 + "}", "rules.a" + "[0]" * 12, "too_deep"),
        ("[" * 100_000, "rules", "too_deep"),
        ('{"a":' * 5000, "rules", "too_deep"),
        (b'{"a": "\xb4\xf3"}', "rules", "not_utf8"),
    ],
)
def test_load_json_refuses(text: str | bytes, path: str, reason: str) -> None:
    with pytest.raises(InputError) as refused:
        load_json(text, "rules")
    assert (refused.value.path, refused.value.reason) == (path, reason)


def test_load_json_refuses_a_file_without_end() -> None:
    with pytest.raises(InputError, match=r"facts: is larger than 64000000 bytes"):
        load_json(b" " * (MAX_BYTES + 1), "facts")


def test_load_json_takes_a_byte_order_mark() -> None:
    assert load_json('\ufeff{"a": [1, "0.5", null]}'.encode(), "facts") == {"a": [1, "0.5", None]}


def test_error_says_path_and_reason() -> None:
    with pytest.raises(InputError) as refused:
        load_json('{"items": [1.50]}', "rules")
    assert str(refused.value) == "rules.items[0]: 1.50 is a JSON fraction; write it as a decimal string"


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("disputes.due", "facts.disputes.due"),
        ("安全感", "facts.安全感"),
        ("", 'facts[""]'),
        ("a b\n", r'facts["a b\n"]'),
        ("x" * 200, f'facts["{"x" * 80}"]'),
    ],
)
def test_member_path_quotes_odd_keys(key: str, path: str) -> None:
    assert member_path("facts", key) == path


@pytest.mark.parametrize(("value", "reason"), [(0.5, "float"), (float("nan"), "float"), (True, "boolean")])
def test_number_refuses_python_values_of_other_types(value: object, reason: str) -> None:
    with pytest.raises(InputError) as refused:
        Node(value, "facts.a").number()
    assert refused.value.reason == reason
