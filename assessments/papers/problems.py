"""四、存在问题 and 五、下步要求: reports late or not accepted, what is overdue, small samples, places nobody can tell
apart. Offices are named, no person ever is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import timezone

from assessments.fairness.last_place import LastPlace, LeftOut
from assessments.fairness.selectors import Brief
from assessments.models import Publication
from assessments.papers import chinese
from assessments.papers.linked import Known
from assessments.results.ranking import Ranking
from safety_portal.core import ports
from safety_portal.core.ports import Overdue
from safety_portal.documents.layout import day_in_words


class Problems:
    """What stands in the way, one paragraph each; the demands answer them one by one."""

    def __init__(
        self, publication: Publication, ranking: Ranking, fairness: Brief, known: Known, now: datetime
    ) -> None:
        self.publication, self.month = publication, publication.month
        self.ranking, self.fairness, self.known, self.now = ranking, fairness, known, now
        self.names = {row.score.unit.code: row.score.unit.name for row in ranking.rows}
        self.late = self._named("late")
        self.not_accepted = self._named("not_accepted")
        self.overdue = overdue_of(self.month.township_id, now)
        self.small = self._small()

    def lines(self) -> list[str]:
        found = [*self._reports(), *self._gaps(), *self._overdue(), *self._samples(), *self._apart()]
        if not found:
            return ["本月各社区月报按时报送，没有超期事项，各社区样本充足。"]
        return [f"{number}.{words}" for number, words in enumerate(found, 1)]

    def demands(self) -> list[str]:
        found = []
        if self.late or self.not_accepted:
            found.append("按时报送月报。迟报、被退回的社区要核清原因，下月按规定时间报送，数据与登记簿一致。")
        if self.overdue:
            found.append("抓紧办结超期事项。有关单位要逐件明确责任人和办结时间，办理情况在平台上答复。")
        if self.small:
            found.append("配合做好测评工作。样本不足的社区要配合区里保证抽样数量，不得干预群众作答。")
        found.append("持续抓好矛盾纠纷排查化解、防范电信网络诈骗和平安宣传，发现问题及时登记、及时办理。")
        found.append("对得分、名次有异议的，可在平台查看逐项说明；数据确有错误的，按程序更正。")
        return [f"{number}.{words}" for number, words in enumerate(found, 1)]

    def _named(self, name: str) -> list[str]:
        """Communities that the publication keeps as late, or not accepted, when it was made."""
        return [self.names[code] for code in self.publication.told.get(name, []) if code in self.names]

    def _small(self) -> list[str]:
        left_out = {
            unit for one in self.fairness.findings for unit, why in one.left_out.items() if why is LeftOut.SMALL_SAMPLE
        }
        return [row.score.unit.name for row in self.ranking.rows if row.score.unit_id in left_out]

    def _reports(self) -> Iterator[str]:
        page = self.month.page("reports")
        for names, key, words in (
            (self.late, "月报迟报", "月报迟报"),
            (self.not_accepted, "月报未审核", "月报到公布时没有审核通过"),
        ):
            if names:
                count = self.known.put(f"{key}社区数", f"{len(names)}个", page)
                yield f"有{count}社区{words}：{chinese.listed(names)}。"

    def _gaps(self) -> Iterator[str]:
        for gap in self.ranking.gaps:
            count = self.known.put(f"{gap.item}缺数社区数", f"{gap.units}个", self.month.page("ranking"))
            yield f"“{gap.item}”有{count}社区缺数据，该项按0分计入。"

    def _overdue(self) -> Iterator[str]:
        if not self.overdue:
            return
        told = [f"{one.label}{self.known.put(f'{one.label}超期', f'{one.overdue}项', one.url)}" for one in self.overdue]
        day = day_in_words(timezone.localtime(self.now).date())
        yield f"截至{day}，超期未办结的事项：{'，'.join(told)}。"

    def _samples(self) -> Iterator[str]:
        if self.small:
            least = self.fairness.figures.definition.terms.minimum_sample
            count = self.known.put("样本不足社区数", f"{len(self.small)}个", self.month.page("fairness"))
            enough = self.known.put("最少样本", f"{least}份", self.month.page("fairness"))
            yield f"有{count}社区有效样本不足{enough}，不参加末位认定：{chinese.listed(self.small)}。"

    def _apart(self) -> Iterator[str]:
        """The last place where it could as well be another's; whose it is stands in no sentence."""
        for one in self.fairness.findings:
            if isinstance(one, LastPlace) and not one.is_clear:
                others = len(one.band - one.units)
                count = self.known.put("差异不显著社区数", f"{others}个", self.month.page("fairness"))
                yield f"测评末位与其他{count}社区差异不显著，本月末位不单独作为约谈依据。"


def overdue_of(township_id: int, now: datetime) -> Sequence[Overdue]:
    """Registers in which something is overdue now."""
    found = [provider.overdue_by_township([township_id], now)[township_id] for provider in ports.overdue]
    return [one for one in found if one.overdue]
