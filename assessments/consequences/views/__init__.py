"""Pages of consequences, and of the ladder they come by."""

from assessments.consequences.views.ladder import ladder_page, step_page
from assessments.consequences.views.moves import ChooseUnit, MoveConsequence, RecordDecision
from assessments.consequences.views.register import ConsequenceList, ConsequencePage

__all__ = [
    "ChooseUnit",
    "ConsequenceList",
    "ConsequencePage",
    "MoveConsequence",
    "RecordDecision",
    "ladder_page",
    "step_page",
]
