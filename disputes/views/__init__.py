"""Pages of the register: load what the user may see, take a form, call one service, answer."""

from disputes.views.forms import EditView, RegisterView
from disputes.views.lists import DisputeListView
from disputes.views.moves import MoveView, VisitView
from disputes.views.records import DisputeDetailView, PrintView, RevealView
from disputes.views.rounds import RoundCreateView, RoundListView

__all__ = [
    "DisputeDetailView",
    "DisputeListView",
    "EditView",
    "MoveView",
    "PrintView",
    "RegisterView",
    "RevealView",
    "RoundCreateView",
    "RoundListView",
    "VisitView",
]
