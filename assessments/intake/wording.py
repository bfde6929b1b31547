"""What the remarks of this app's kinds say, and what the trail's codes mean."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TRAIL = {"ranks.import": _("brought in ranks of earlier months")}
DETAILS = {"months": pgettext_lazy("detail of the trail", "months")}

REMARKS = {
    "unit_not_assessed": _("This community is not assessed in this month."),
    "unit_not_known": _("This is no community of the township."),
    "no_answers": _("No answers in this row."),
    "half_blank": _("No answers for %(half)s, though others have them. This half stays as it is."),
    "answers_do_not_add_up": _("%(half)s: the answers add up to %(sum)s, the valid sample is %(valid)s."),
    "answers_not_all_there": _(
        "%(half)s: an answer is missing, and there is no valid sample to check against. Write 0 where nobody gave it."
    ),
    "answers_counted_as_none": _("%(half)s: answers that are not there count as 0, which makes %(sum)s in all."),
    "no_figures": _("No figures in this row."),
    "figure_left_empty": _("%(figure)s: blank, so the cell stays as it is. Write 0 where there was nothing."),
    "month_not_over": _("This month is not over yet."),
    "month_has_own_ranking": _("The portal has a ranking of its own for this month."),
    "rank_above_number": _("Rank %(rank)s of %(of)s is not possible."),
    "rank_above_communities": _("Rank %(rank)s, though the township had %(count)s communities in this month."),
}
