"""三、工作情况: what the plan has reported each month (三、2（2）), against last month and the same a year ago."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from assessments.models import AssessmentMonth
from assessments.papers import chinese
from assessments.papers.linked import Known
from assessments.papers.sums import Sum


class Work:
    """The section as text; what nobody stated is said to be missing, not left out and not counted as none."""

    def __init__(self, month: AssessmentMonth, sums: Mapping[str, Sum], known: Known) -> None:
        self.month, self.sums, self.known = month, sums, known

    def text(self) -> str:
        parts = [
            ("社会治安", self._security()),
            ("宣传工作", self._publicity()),
            ("矛盾纠纷化解", self._disputes()),
            ("信访工作量", self._petitions()),
        ]
        kept = [(name, words) for name, words in parts if words]
        lines = [f"（{numeral}）{name}\n{words}" for numeral, (name, words) in zip("一二三四", kept, strict=False)]
        return "\n".join(lines)

    def _security(self) -> str:
        codes = ("police.preventable", "police.fraud", "police.drug_control")
        told = list(self._stated(*codes))
        missing = [self.sums[code].figure.name for code in codes if code in self.sums and not self._is_there(code)]
        words = f"本月{'；'.join(told)}。" if told else ""
        if self._is_there("police.fraud_loss"):
            words += f"电信网络诈骗损失{self._value('police.fraud_loss')}。"
        return words + (f"{'、'.join(missing)}本月没有报来数据，本期不作通报。" if missing else "")

    def _publicity(self) -> str:
        told = list(self._stated("publicity.activities", "publicity.anti_cult", "publicity.households_reached"))
        return f"本月{'；'.join(told)}。" if told else "本月没有宣传数据，本期不作通报。"

    def _disputes(self) -> str:
        told = list(self._stated("disputes.registered", "disputes.concluded"))
        words = f"本月{'；'.join(told)}。" if told else ""
        due, on_time = self._number("disputes.due"), self._number("disputes.on_time")
        if due and on_time is not None:
            share = self.known.put("按期办结率", chinese.share(on_time / due), self._page("disputes.on_time"))
            shares = f"{self._value('disputes.due')}，按期办结{self._value('disputes.on_time')}"
            words += f"办理期限在本月届满的{shares}，按期办结率{share}。"
        return f"{words}登记件数只反映工作量，不因多少加减分。" if words else ""

    def _petitions(self) -> str:
        """Neutral: how much there was, beside no place and no name (DX-100)."""
        if not self._is_there("petitions.collective"):
            return ""
        return f"本月登记聚集访、越级访{self._value('petitions.collective')}，只反映工作量，不作评价，不计分。"

    # --- Figures ----------------------------------------------------------------------------------------------
    def _is_there(self, code: str) -> bool:
        return self._number(code) is not None

    def _number(self, code: str) -> Decimal | None:
        return self.sums[code].value if code in self.sums else None

    def _page(self, code: str) -> str:
        return f"{self.month.page('figures')}#{code}"

    def _value(self, code: str) -> str:
        one = self.sums[code]
        return self.known.put(
            one.figure.name, f"{chinese.plain(one.value or 0)}{one.figure.unit_label}", self._page(code)
        )

    def _stated(self, *codes: str) -> Iterator[str]:
        """``可防性案件12起，环比减少2起，同比持平``; a comparison that can't be made is left out."""
        for code in codes:
            if not self._is_there(code):
                continue
            one = self.sums[code]
            parts = [f"{one.figure.name}{self._value(code)}"]
            for name, past in (("环比", one.before), ("同比", one.year_ago)):
                if past is not None and one.value is not None:
                    words = chinese.change_words(one.value, past, one.figure.unit_label)
                    parts.append(f"{name}{self.known.put(f'{one.figure.name}{name}', words, self._page(code))}")
            yield "，".join(parts)
