"""Tables of the disputes register."""

from disputes.models.deadlines import Stage, StageDeadline
from disputes.models.dictionaries import DisputeCategory, RegisterSetting, RiskGrade, StageRule
from disputes.models.disputes import Dispute, Origin, Scale, Source
from disputes.models.parties import Party, ReturnVisit
from disputes.models.screening import ScreeningRound

__all__ = [
    "Dispute",
    "DisputeCategory",
    "Origin",
    "Party",
    "RegisterSetting",
    "ReturnVisit",
    "RiskGrade",
    "Scale",
    "ScreeningRound",
    "Source",
    "Stage",
    "StageDeadline",
    "StageRule",
]
