"""Official documents of the demo: bulletins of the last published months, a correction, a summons, an order, a brief.

All through the portal's own forms and services; the scan is the PDF itself, marked as demo data.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assessments.consequences.evidence import Frozen
from assessments.consequences.services import confirm
from assessments.consequences.states import Action, ConsequenceState
from assessments.models import AssessmentMonth, Consequence, Publication
from assessments.papers import brief, bulletin, letters
from assessments.papers.forms import BriefForm, BulletinForm, SectionsForm
from assessments.papers.linked import Section
from assessments.papers.services import Order, make_bulletin, make_letter
from assessments.results.selectors import publication_of
from safety_portal.accounts.models import User
from safety_portal.core import sealed_files
from safety_portal.core.deadlines import end_of
from safety_portal.demo.people import People
from safety_portal.demo.places import Township
from safety_portal.demo.plan import Plan
from safety_portal.documents.forms import DocumentForm
from safety_portal.documents.models import Document, Genre
from safety_portal.documents.selectors import agency_of, order_for, order_number
from safety_portal.documents.services import Origin, Purpose, issue_document, make_document, void_document
from safety_portal.organization.models import Unit
from safety_portal.work.models import TO_ANSWER, TrackedItem
from safety_portal.work.tracked import issue_item

#: From publication to the bulletin, and from there to the signed paper.
DRAFTED, SIGNED = timedelta(hours=3), timedelta(days=1)
BULLETINS = 2


def make_bulletins(plan: Plan, months: Sequence[AssessmentMonth], township: Township, people: People) -> None:
    """The last months that were published, before anything of them is corrected: issued, with a scan."""
    own = [month for month in months if month.township_id == township.unit.pk]
    published = [month for month in own if publication_of(month) is not None]
    for month in published[-BULLETINS:]:
        made = _bulletin(_current(month), people.offices[township.unit.pk])
        _sign(made, people.offices[township.unit.pk], made.made_at + SIGNED)


def make_papers(plan: Plan, months: Sequence[AssessmentMonth], township: Township, people: People) -> None:
    """What is newer: a correction that waits for its stamp, an order, a summons, a brief, and one that was voided."""
    office = people.offices[township.unit.pk]
    own = [month for month in months if month.township_id == township.unit.pk]
    published = [month for month in own if publication_of(month) is not None]
    if not published:
        return
    newest = _current(published[-1])
    if newest.is_correction:
        _bulletin(newest, office)
    _brief(newest, people.leaders[township.unit.pk], plan.now)
    _order(plan, township.unit, office)
    _letters(plan, township.unit, office, people.leaders[township.unit.pk])


def _current(month: AssessmentMonth) -> Publication:
    rows = month.publications.filter(is_current=True).select_related("result__rule_set", "result__facts")
    publication = rows.get()
    publication.month = month
    return publication


def _typed(begin: dict[str, object], sections: Sequence[Section], township: Unit, day: datetime) -> dict[str, object]:
    agency = agency_of(township)
    frame = {"mark": agency, "signature": agency, "printed_by": agency, "signed_on": timezone.localdate(day)}
    parts = {f"part_{section.name}": section.text for section in sections}
    return {**frame, **begin, **parts, "with_annex": "on"}


def _origin(form: BulletinForm | BriefForm | SectionsForm | DocumentForm, path: str, number: int) -> Origin:
    form.full_clean()
    return Origin(str(UUID(int=number)), path, form.typed())


def _bulletin(publication: Publication, by: User) -> Document:
    now, month = publication.published_at + DRAFTED, publication.month
    draft = bulletin.draft_of(publication, now)
    form = BulletinForm(_typed(draft.begin(month.township), draft.sections, month.township, now), parts=draft.sections)
    origin = _origin(form, month.page("bulletin", publication.number), publication.pk)
    order = Order(lambda: form.bulletin(draft), origin, form.cleaned_data["word"], form.chosen_reach, now)
    return make_bulletin(publication=publication, order=order, by=by)


def _brief(publication: Publication, by: User, now: datetime) -> None:
    draft, month = brief.draft_of(publication, now), publication.month
    form = BriefForm(_typed({"title": draft.title}, draft.sections, month.township, now), parts=draft.sections)
    origin = _origin(form, month.page("brief"), 10**6 + publication.pk)
    make_bulletin(
        publication=publication, order=Order(lambda: form.brief(draft), origin, now=now), by=by, genre=Genre.BRIEF
    )


def _order(plan: Plan, township: Unit, by: User) -> None:
    """An order that was voided for a slip, and the one made instead."""
    rows = TrackedItem.objects.filter(township=township, state__in=TO_ANSWER).select_related("owed_by", "township")
    item = rows.order_by("due_at").first() or _issued(plan, township, by)
    for turn in range(2):
        now = plan.now - timedelta(hours=3 - turn)
        again = Document.objects.filter(target_type=item._meta.label_lower, target_id=item.pk).first()
        form = DocumentForm(_typed(order_for(item), [], township, now), number=order_number(item))
        origin = _origin(form, f"/documents/new/?owed={item.pk}", 2 * 10**6 + turn)
        made = make_document(
            content=form.content(),
            township=township,
            by=by,
            purpose=Purpose(item, item.owed_by),
            genre=Genre.ORDER,
            origin=Origin(origin.key, origin.path, origin.typed, again),
            now=now,
        )
        if turn == 0:
            void_document(document=made, reason="办理时限打印有误，重新制发。（演示数据）", by=by)
        else:
            _sign(made, by, plan.now - timedelta(hours=1))


def _issued(plan: Plan, township: Unit, by: User) -> TrackedItem:
    """The first thing owed, where the demo has none."""
    community = Unit.objects.communities().filter(township=township).order_by("code")[1]
    return issue_item(
        kind=TrackedItem.Kind.SUPERVISION_ORDER,
        title="超期纠纷逐件办结（演示数据）",
        requirement="对超期未办结的矛盾纠纷逐件明确调解员和办结时间，10日内办结。",
        owed_by=community,
        due_at=end_of(max(plan.today, timezone.localdate()) + timedelta(days=10)),
        by=by,
    )


def _letters(plan: Plan, township: Unit, by: User, leader: User) -> None:
    """The summons of a consequence that a leader has confirmed."""
    interviews = Consequence.objects.filter(township=township, action=Action.INTERVIEW).order_by("-first_day", "pk")
    rows = interviews.select_related("unit", "township__parent", "step", "month__township")
    found = rows.filter(state__in=[ConsequenceState.CONFIRMED, ConsequenceState.CARRIED_OUT]).first()
    found = found or _confirmed(plan, list(rows.filter(state=ConsequenceState.PROPOSED)), leader)
    if found is None:
        return
    letter = letters.letter_of(found, plan.now)
    form = SectionsForm(_typed(letter.begin(), letter.sections, township, plan.now), parts=letter.sections)
    origin = _origin(form, f"/assessments/consequences/{found.pk}/letter/", 3 * 10**6)
    order = Order(
        lambda: form.content(letter.kind, letter.known), origin, form.cleaned_data["word"], form.chosen_reach, plan.now
    )
    _sign(make_letter(consequence=found, order=order, by=by, genre=letter.genre), by, plan.now)


def _confirmed(plan: Plan, proposals: list[Consequence], leader: User) -> Consequence | None:
    """The newest proposal that its figures bear, if there is one, else the newest but one: one stays to be decided."""
    clear = [row for row in proposals if row.evidence and Frozen(row.evidence).is_clear]
    chosen = next(iter([*clear, *proposals[1:]]), None)
    if chosen is None:
        return None
    due_on = plan.today + timedelta(days=10)
    confirm(consequence=chosen, due_on=due_on, by=leader, version=chosen.version, now=plan.now)
    chosen.refresh_from_db(fields=["state", "number", "version", "due_at"])
    return chosen


def _sign(document: Document, by: User, at: datetime) -> None:
    scan = SimpleUploadedFile("签章件扫描（演示数据）.pdf", sealed_files.content_of(document.pdf))
    issue_document(document=document, by=by, scan=scan, now=at)
