import pytest

from safety_portal.imports import wording
from safety_portal.imports.reading.remarks import CODES, QUOTING


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_remark_of_the_reader_has_words_with_and_without_quotations(code: str) -> None:
    sentences = wording._remarks[code]
    params: dict[str, str | int] = dict.fromkeys(CODES[code], 1)
    silent = {name: value for name, value in params.items() if name not in QUOTING}
    for given in (params, silent):
        assert any(wording._filled(sentence, given) for sentence in sentences)
