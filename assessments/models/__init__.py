"""Month → report → frozen facts → points → ranking."""

from assessments.models.consequences import Consequence, LadderStep
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
from assessments.models.targets import Target, TargetFigure, TargetPlan
from assessments.models.workbooks import DistrictTemplate, TemplatePlace

__all__ = [
    "AssessmentMonth",
    "AssessmentPolicy",
    "Consequence",
    "DistrictPlace",
    "DistrictTemplate",
    "FactCorrection",
    "Figure",
    "FigureCheck",
    "FigureOwner",
    "FiledFigure",
    "Filing",
    "FrozenFacts",
    "LadderStep",
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
    "Target",
    "TargetFigure",
    "TargetPlan",
    "TemplatePlace",
    "UnitScore",
    "VetoDecision",
]
