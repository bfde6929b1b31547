"""Month → report → frozen facts → points → ranking."""

from assessments.models.district import DistrictPlace
from assessments.models.figures import Figure, FigureCheck, FigureOwner
from assessments.models.filings import FiledFigure, Filing, SurveyResult
from assessments.models.judgements import ManualEntry, VetoDecision
from assessments.models.last_place import LastPlacePolicy
from assessments.models.months import AssessmentMonth, AssessmentPolicy
from assessments.models.objections import FactCorrection, Objection, ObjectionClaim, PublicationWaiver
from assessments.models.opening import PastRank
from assessments.models.publications import Publication
from assessments.models.reports import Report, ReportLine
from assessments.models.results import FrozenFacts, MonthResult, ScoreLine, UnitScore
from assessments.models.rules import RuleSet

__all__ = [
    "AssessmentMonth",
    "AssessmentPolicy",
    "DistrictPlace",
    "FactCorrection",
    "Figure",
    "FigureCheck",
    "FigureOwner",
    "FiledFigure",
    "Filing",
    "FrozenFacts",
    "LastPlacePolicy",
    "ManualEntry",
    "MonthResult",
    "Objection",
    "ObjectionClaim",
    "PastRank",
    "Publication",
    "PublicationWaiver",
    "Report",
    "ReportLine",
    "RuleSet",
    "ScoreLine",
    "SurveyResult",
    "UnitScore",
    "VetoDecision",
]
