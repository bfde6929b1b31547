"""Addresses of all pages with the objects of a test world, and what their forms send.

A row names a page, a method and an object: ``disputes:move[accept] POST own.handed``. ``own`` lies in the user's own
community, member unit and township, ``near`` in another community of the same township, ``far`` in another district;
after the dot stands which dispute, item or rule set. ``any``: the page takes no object.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from assessments.fairness.services import FIELDS
from assessments.models import Figure, LastPlacePolicy
from disputes.models import Dispute
from safety_portal.accounts.models import Appointment, Role, User
from safety_portal.documents.layout import Kind
from safety_portal.documents.stock import stock_file
from safety_portal.organization.models import CalendarDay
from tests.assessments.consequences import rows as consequences
from tests.assessments.dashboard import rows as dashboards
from tests.assessments.district import rows as districts
from tests.assessments.papers import rows as papers
from tests.assessments.rules.samples import rule_text
from tests.assessments.workbook import rows as workbooks
from tests.factories import PASSWORD
from tests.imports.uploads import figure_of, sheet_of
from tests.world import PDF, Place, Town


@dataclass(frozen=True)
class Row:
    """A line of the table: an address, a method, an object, and what each column gets."""

    name: str
    method: str
    kind: str
    expected: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, line: str, columns: Sequence[str]) -> Row:
        name, method, kind, *signs = line.split()
        return cls(name, method, kind, dict(zip(columns, signs, strict=True)))

    @property
    def page(self) -> str:
        return self.name.partition("[")[0].partition("?")[0]

    @property
    def variant(self) -> str:
        return self.name.partition("[")[2].rstrip("]")

    @property
    def query(self) -> str:
        return self.name.partition("?")[2]

    def __str__(self) -> str:
        return f"{self.name} {self.method} {self.kind}"


@dataclass(frozen=True)
class Target:
    """What a row's object stands for, seen by one user (None: nobody)."""

    row: Row
    place: Place
    user: User | None
    role: Role

    @property
    def town(self) -> Town:
        return self.place.town

    @property
    def thing(self) -> str:
        return self.row.kind.partition(".")[2]

    @property
    def dispute(self) -> Dispute:
        return self.place.disputes[self.thing or "registered"]


Arguments = Callable[[Target], list[object]]


def _month(t: Target) -> list[object]:
    if t.row.kind == "any":
        return []
    return [t.town.published.slug if t.thing == "published" else t.town.now.slug]


def _judged(t: Target) -> list[object]:
    return [] if t.row.kind == "any" else [t.town.judged.slug]


#: What stands in the address, and in the addresses of which pages; pages that are not named here take nothing.
_ARGUMENTS: list[tuple[Arguments, str]] = [
    (
        lambda t: [t.place.secretary.pk],
        """accounts:user accounts:user_edit accounts:appoint accounts:user_deputize accounts:user_password
        accounts:user_deactivate accounts:user_reactivate""",
    ),
    (lambda t: [t.place.secretary.pk, t.town.appointment.pk], "accounts:appointment_end"),
    (lambda t: [t.town.deputation.pk], "accounts:deputation_end"),
    (
        lambda t: [t.town.unit.pk if t.thing == "town" else t.place.community.pk],
        """organization:unit organization:unit_edit organization:unit_rename organization:unit_split
        organization:unit_merge""",
    ),
    (lambda t: [t.place.grid.pk], "organization:unit_move"),
    (lambda _t: [CalendarDay.objects.latest("day").pk], "organization:calendar_day_clear"),
    (lambda _t: [2026], "organization:calendar_unconfirm"),
    (lambda t: [t.town.notices[t.role].pk], "notices:read"),
    (lambda t: [t.town.stuck_delivery.pk], "notices:retry"),
    (lambda t: [t.town.job.pk], "work:job"),
    (lambda t: [t.town.export.pk], "work:export"),
    (lambda t: [t.place.document.pk], "documents:detail documents:issue documents:void"),
    (lambda t: [t.place.document.pk, t.row.variant], "documents:file"),
    (lambda _t: ["red_head"], "documents:template_file documents:template_replace documents:template_restore"),
    (lambda t: ["letter", t.row.variant], "documents:template_sample"),
    (lambda t: [t.place.items[t.thing].pk], "work:tracked_detail"),
    (lambda t: [t.place.items[t.thing].pk, t.row.variant], "work:tracked_move"),
    (lambda t: [t.place.attachment_of(t.dispute).pk], "work:attachment work:attachment_remove"),
    (lambda t: ["disputes.dispute", t.dispute.pk], "work:attach"),
    (
        lambda t: [t.dispute.pk],
        "disputes:detail disputes:edit disputes:reveal disputes:print disputes:api-detail",
    ),
    (lambda t: [t.dispute.pk, t.row.variant], "disputes:move"),
    (lambda t: [t.place.disputes["concluded"].pk, t.place.visit.pk], "disputes:visit"),
    (
        _month,
        """assessments:month_dates assessments:reports assessments:survey assessments:ranking assessments:run
        assessments:inspections assessments:vetoes assessments:filings assessments:fairness assessments:chase
        assessments:targets assessments:workbook assessments:district_workbook assessments:figures
        assessments:brief assessments:dashboard""",
    ),
    (lambda t: [t.town.before.slug], "assessments:accept_plain"),
    (lambda t: [t.town.now.slug, t.town.target(t.row.variant).pk], "assessments:target"),
    (lambda t: [t.town.target(t.row.variant).pk], "assessments:target_amend"),
    (lambda _t: [Figure.objects.get(code="safety.disasters").pk], "assessments:figure_owner"),
    (
        lambda t: [t.row.variant],
        "assessments:target_plan assessments:target_plan_install assessments:target_plan_end",
    ),
    (
        lambda t: [t.town.now.slug, t.place.community.code],
        """assessments:report assessments:report_save assessments:report_submit assessments:report_nil
        assessments:report_refresh assessments:report_on_behalf assessments:report_unlock""",
    ),
    (lambda t: [*_month(t), t.place.community.code], "assessments:score"),
    (
        lambda t: [t.town.before.slug, t.place.community.code],
        "assessments:report_withdraw assessments:report_accept assessments:report_return",
    ),
    (lambda t: [t.town.now.slug, t.place.community.code, "disputes.registered"], "assessments:report_records"),
    (lambda t: [t.town.now.slug, t.place.member_unit.code], "assessments:filing"),
    (lambda t: [t.town.before.slug, t.place.member_unit.code], "assessments:filing_withdraw"),
    (lambda t: [t.town.now.slug, 1, t.row.variant], "assessments:workings"),
    (
        lambda t: [t.town.shared_rules.pk if t.thing == "shared" else t.town.draft_rules.pk],
        """assessments:rule_set assessments:rules_edit assessments:rules_export assessments:rules_copy
        assessments:rules_publish""",
    ),
    (lambda t: [t.town.veto.pk], "assessments:veto_withdraw"),
    (_judged, "assessments:objections"),
    (lambda t: [t.town.judged.slug, t.place.community.code, t.row.variant], "assessments:objection_file"),
    (lambda t: [t.place.objections[t.thing or "open"].pk], "assessments:objection"),
    (lambda t: [t.place.objections[t.thing or "open"].pk, t.row.variant], "assessments:objection_move"),
    (lambda t: [t.town.judged.slug, t.row.variant], "assessments:waive"),
    (consequences.consequence_of, "assessments:consequence assessments:letter"),
    (consequences.move_of, "assessments:consequence_move"),
    (
        workbooks.template_of,
        "assessments:workbook_template assessments:workbook_template_file assessments:workbook_template_retire",
    ),
    (workbooks.filled_of, "assessments:workbook_fill"),
    (districts.township_of, "assessments:township"),
    (districts.place_of, "assessments:district_place assessments:district_place_strike_out"),
    (lambda _t: [consequences.CHOSEN], "assessments:ladder_step"),
    (lambda t: [t.town.published.slug], "assessments:publish"),
    (lambda t: [t.town.published.slug, 2], "assessments:publication assessments:bulletin"),
    (lambda t: [t.row.variant], "imports:upload imports:template"),
    (
        lambda t: [t.place.imports[t.thing].pk],
        """imports:run imports:columns imports:errors imports:forget imports:read imports:confirm imports:discard
        imports:undo""",
    ),
]
ARGUMENTS: Mapping[str, Arguments] = {name: take for take, names in _ARGUMENTS for name in names.split()}


def address_of(target: Target) -> str:
    """With the township where the page belongs to one: whoever sees several says which."""
    row = target.row
    arguments = ARGUMENTS[row.page](target) if row.page in ARGUMENTS else []
    queries = [row.query] if row.query else []
    if row.page.startswith("assessments:") and row.kind != "any":
        queries.append(f"township={target.town.unit.code}")
    return f"{reverse(row.page, args=arguments)}?{'&'.join(queries)}".rstrip("?")


# --- What the forms send --------------------------------------------------------------------------------------


def _in_days(days: int) -> str:
    return str(timezone.localdate() + timedelta(days=days))


def _deputation(t: Target) -> dict[str, object]:
    principal = t.user if t.row.kind == "any" and t.user else t.place.secretary
    return {
        "appointment": Appointment.objects.get(user=principal).pk,
        "deputy": t.town.colleague.pk,
        "first_day": _in_days(10),
        "last_day": _in_days(12),
        "reason": "出差",
    }


def _dispute_form(t: Target) -> dict[str, object]:
    return {
        "title": "漏水",
        "unit": t.place.grid.pk,
        "place": "7 幢",
        "category": "0201",
        "source": "screening",
        "risk": "yellow",
        "scale": "01",
        "people_involved": 2,
        "token": str(uuid.uuid4()),
        "version": t.dispute.version,
        "party-TOTAL_FORMS": 0,
        "party-INITIAL_FORMS": 0,
    }


def _move_form(t: Target) -> dict[str, object]:
    handler = t.place.people[Role.UNIT] if t.thing == "handed" else t.place.secretary
    extra: dict[str, dict[str, object]] = {
        "accept": {"handler": handler.pk},
        "escalate": {"to": t.town.unit.pk, "reason": "超出能力"},
        "refer": {"to": t.place.grid.pk, "reason": "由网格处理"},
        "conclude": {"outcome": "oral", "note": "口头和解"},
        "reopen": {"reason": "反复"},
        "void": {"reason": "重复登记"},
    }
    return {"version": t.dispute.version, **extra.get(t.row.variant, {})}


def _visit_form(t: Target) -> dict[str, object]:
    version = t.place.disputes["concluded"].version
    return {"version": version, "visited_on": _in_days(0), "satisfaction": "satisfied", "performance": "kept"}


def _report_form(t: Target) -> dict[str, object]:
    report = t.place.report(t.town.now)
    lines = report.lines.values_list("figure__code", "claimed_value")
    typed = {f"v-{code}": "" if value is None else f"{value:f}" for code, value in lines}
    missing = {f"n-{code}": "on" for code, value in lines if value is None}
    return {"version": report.version, **typed, **missing}


def _changed_report_form(t: Target) -> dict[str, object]:
    return {**_report_form(t), "remark": "另有说明"}


def _filing_form(t: Target) -> dict[str, object]:
    filing = t.place.filing(t.town.now)
    cells = filing.figures.values_list("unit_id", "figure__code")
    return {"version": filing.version, "reason": "代报", **{f"c-{unit}-{code}": "7" for unit, code in cells}}


def _survey_form(t: Target) -> dict[str, object]:
    cells = {f"s-{t.place.community.pk}-safety-{answer}": 9 for answer in ("best", "good", "poor", "bad", "unknown")}
    return {"source": "区考评办通报", **cells}


def _month_dates(t: Target) -> dict[str, object]:
    names = ("due_at", "lock_at", "objections_until", "publish_by")
    return {"reason": "节日", **{name: _in_days(40 + n) for n, name in enumerate(names)}}


def _points_form(t: Target) -> dict[str, object]:
    """One point for every community of the month; the item is the first of the rules."""
    codes = t.town.now.reports.values_list("unit__code", flat=True)
    return {f"{code}-{name}": value for code in codes for name, value in (("points", 1), ("reason", "查实"))}


def _veto_form(t: Target) -> dict[str, object]:
    told = {"document": "2号", "decided_by": "区委政法委", "decided_on": _in_days(0), "reason": "事由"}
    return {"unit": t.town.places[0].community.pk, **told}


def _objection_move(t: Target) -> dict[str, object]:
    version = t.place.objections[t.thing or "open"].version
    correction = {"remedy": "figure", "publicity.activities": 2, "publicity.planned": 3}
    return {"version": version, **REASON, **(correction if t.row.variant == "accept" else {})}


def _upload_form(t: Target) -> dict[str, object]:
    sender = t.place.member_unit.name if t.row.kind != "far" else "外镇派出所"
    return {"month": t.town.now.slug, "sender": sender, "file": sheet_of(t.place, 6), "reason": "停电"}


def _columns_form(t: Target) -> dict[str, object]:
    key, _label = figure_of(t.place)
    return {"sheet": 0, "head": [0], "c-0": "unit", "c-1": key, **_import_form(t)}


def _import_form(t: Target) -> dict[str, object]:
    return {"version": t.place.imports[t.thing].version, **REASON}


def _amend_form(t: Target) -> dict[str, object]:
    target = t.town.target(t.row.variant)
    months = {"from_month": f"{target.from_day:%Y-%m}", "until_month": ""}
    return {"version": target.version, "value": "100", "definition": "已提供 ÷ 已申请", **months, **REASON}


def _unit_form(t: Target) -> dict[str, object]:
    code = f"{t.place.community.code}999"
    return {"level": "grid", "parent": t.place.community.pk, "name": "新网格", "code": code, "on": _in_days(0)}


def _split_form(t: Target) -> dict[str, object]:
    part = {"first-code": "900009009999", "first-name": "新社区", "first-short_name": "新"}
    return {"on": _in_days(0), "document": "1号", "keeps": "on", **part}


def _round_form(t: Target) -> dict[str, object]:
    nil = {"found": 0, "is_nil_report": "on", "kind": "topic", "token": str(uuid.uuid4())}
    return {"community": t.place.community.pk, "held_on": _in_days(0), **nil}


#: The defaults, but for a shared last place.
LAST_PLACE: dict[str, object] = {**{name: getattr(LastPlacePolicy(), name) for name in FIELDS}, "shared": "all"}
REASON: dict[str, object] = {"reason": "核对"}
USER: dict[str, object] = {"username": "newcomer", "name": "演示·新人", "post": "干事", "email": "", "language": ""}

#: What a POST sends; pages that are not named here need nothing.
_FORMS: Mapping[str, Callable[[Target], dict[str, object]]] = {
    "assessments:target_plan_install": lambda t: {"from_month": t.town.now.slug},
    "assessments:target_plan_end": lambda t: {"until": t.town.now.slug, **REASON},
    "assessments:target_amend": _amend_form,
    "assessments:figure_owner": lambda t: {"member_unit": t.place.member_unit.pk, **REASON},
    "set_language": lambda t: {"language": "en"},
    "account_login": lambda t: {"login": "nobody", "password": "wrong"},
    "account_reauthenticate": lambda t: {"password": PASSWORD},
    "account_change_password": lambda t: {
        "oldpassword": PASSWORD,
        "password1": "Another-horse-8",
        "password2": "Another-horse-8",
    },
    "accounts:language": lambda t: {"language": "en"},
    "accounts:deputize": _deputation,
    "accounts:user_deputize": _deputation,
    "accounts:user_create": lambda t: USER,
    "accounts:user_edit": lambda t: USER,
    "accounts:appoint": lambda t: {
        "role": "secretary",
        "unit": t.town.places[1].community.pk,
        "first_day": _in_days(0),
    },
    "accounts:appointment_end": lambda t: {"last_day": _in_days(5)},
    "accounts:user_deactivate": lambda t: REASON,
    "organization:unit_open": _unit_form,
    "organization:unit_edit": lambda t: {"short_name": "新", "group": "", "population": 5000, "households": 1600},
    "organization:unit_rename": lambda t: {"name": "新名社区", "short_name": "新", "on": _in_days(0)},
    "organization:unit_move": lambda t: {"parent": t.town.places[1].community.pk, "on": _in_days(0)},
    "organization:unit_split": _split_form,
    "organization:unit_merge": lambda t: {"units": [t.town.places[1].community.pk], "on": _in_days(0)},
    "organization:calendar_day": lambda t: {"day": "2027-03-04", "kind": "off", "name": "试"},
    "organization:calendar_confirm": lambda t: {"year": 2027, "source": "通知"},
    "notices:preference": lambda t: {"mail_from": "09:00", "mail_until": "18:00", "is_digest": "on"},
    "notices:policy": lambda t: {"mail_from": "08:00", "mail_until": "18:00", "escalate_after": 5},
    "notices:retry": lambda t: REASON,
    "assessments:chase": lambda t: {"all": "1"},
    "work:tracked_issue": lambda t: {
        "kind": "supervision_order",
        "owed_by": t.place.community.pk,
        "title": "清理",
        "due_at": _in_days(9),
    },
    "work:tracked_move": lambda t: {"text": "已办"},
    "documents:new": lambda t: {
        "kind": "plain",
        "mark": "镇平安办",
        "word": "镇平安函",
        "title": "通报",
        "body": "正文。",
        "signature": "镇平安办",
        "signed_on": _in_days(0),
    },
    "documents:void": lambda t: REASON,
    "documents:template_replace": lambda t: {
        "file": SimpleUploadedFile("a.docx", stock_file(Kind.RED_HEAD).read_bytes())
    },
    "work:attach": lambda t: {"file": SimpleUploadedFile("扫描件.pdf", PDF)},
    "work:attachment_remove": lambda t: REASON,
    "disputes:create": _dispute_form,
    "disputes:edit": _dispute_form,
    "disputes:move": _move_form,
    "disputes:visit": _visit_form,
    "disputes:reveal": lambda t: REASON,
    "disputes:print": lambda t: REASON,
    "disputes:round-create": _round_form,
    "assessments:month_dates": _month_dates,
    "assessments:report_save": _changed_report_form,
    "assessments:report_submit": _report_form,
    "assessments:report_nil": lambda t: {"version": t.place.report(t.town.now).version},
    "assessments:report_accept": lambda t: {"version": t.place.report(t.town.before).version},
    "assessments:report_on_behalf": lambda t: {**_report_form(t), "on_behalf": "停电"},
    "assessments:report_return": lambda t: REASON,
    "assessments:report_unlock": lambda t: {"until": _in_days(9), **REASON},
    "assessments:filing": _filing_form,
    "assessments:survey": _survey_form,
    "assessments:rules_import": lambda t: {"township": t.town.unit.pk, "body": rule_text(code="new")},
    "assessments:rules_edit": lambda t: {"body": t.town.draft_rules.body.replace("草案", "修订")},
    "assessments:inspections": _points_form,
    "assessments:vetoes": _veto_form,
    "assessments:veto_withdraw": lambda t: REASON,
    "assessments:objection_file": lambda t: {**REASON, "on_behalf": "停电"},
    "assessments:objection_move": _objection_move,
    "assessments:waive": lambda t: {**REASON, "draft": 1},
    "assessments:publish": lambda t: {**REASON, "draft": 3},
    "assessments:workbook_templates": workbooks.upload_form,
    "assessments:district_place_new": districts.place_form,
    "assessments:district_place": districts.place_form,
    "assessments:district_place_strike_out": districts.strike_out_form,
    "assessments:bulletin": papers.paper_form,
    "assessments:brief": papers.paper_form,
    "assessments:letter": papers.paper_form,
    "assessments:consequence_move": consequences.move_form,
    "assessments:consequence_choose": consequences.choose_form,
    "assessments:consequence_record": consequences.record_form,
    "assessments:ladder_new": consequences.step_form,
    "assessments:ladder_step": consequences.step_form,
    "imports:upload": _upload_form,
    "imports:columns": _columns_form,
    "imports:confirm": _import_form,
    "imports:discard": _import_form,
    "imports:undo": _import_form,
    "assessments:last_place": lambda t: {**LAST_PLACE, **REASON},
}


def form_of(target: Target) -> dict[str, object]:
    """What the page's form sends, in order so far as the state of the object allows it."""
    return _FORMS[target.row.page](target) if target.row.page in _FORMS else {}


# --- Pages to look at -----------------------------------------------------------------------------------------

#: Page, object, and who looks: the role that sees most there.
PAGES = [
    *consequences.CONSEQUENCE_PAGES,
    *dashboards.DASHBOARD_PAGES,
    *districts.DISTRICT_PAGES,
    *papers.PAPER_PAGES,
    *workbooks.WORKBOOK_PAGES,
    ("documents:list any", Role.OFFICE),
    ("documents:detail own", Role.OFFICE),
    ("documents:templates any", Role.OFFICE),
    ("home:index any", Role.OFFICE),
    ("home:index any", Role.LEADER),
    ("home:index any", Role.SECRETARY),
    ("home:index any", Role.UNIT),
    ("home:index any", Role.DISTRICT),
    ("home:search?q=清理 any", Role.OFFICE),
    ("home:search?q=漏水 any", Role.SECRETARY),
    ("accounts:profile any", Role.SECRETARY),
    ("accounts:users any", Role.ADMIN),
    ("accounts:user own", Role.ADMIN),
    ("accounts:appoint own", Role.ADMIN),
    ("accounts:user_deputize own", Role.ADMIN),
    ("organization:units any", Role.ADMIN),
    ("organization:units?tab=members any", Role.ADMIN),
    ("organization:unit own.town", Role.ADMIN),
    ("organization:unit_merge own", Role.ADMIN),
    ("organization:unit_open any", Role.ADMIN),
    ("organization:calendar any", Role.ADMIN),
    ("audit:entries any", Role.AUDITOR),
    ("notices:list any", Role.OFFICE),
    ("notices:list?tab=all any", Role.OFFICE),
    ("notices:preference any", Role.OFFICE),
    ("notices:policy any", Role.OFFICE),
    ("notices:outbox any", Role.ADMIN),
    ("notices:retry own", Role.ADMIN),
    ("work:tracked any", Role.OFFICE),
    ("work:tracked any", Role.SECRETARY),
    ("work:tracked_detail own.open", Role.OFFICE),
    ("work:tracked_issue any", Role.OFFICE),
    ("disputes:list any", Role.OFFICE),
    ("disputes:list any", Role.SECRETARY),
    ("disputes:list any", Role.UNIT),
    ("disputes:list?tab=all&order=risk any", Role.OFFICE),
    ("disputes:list?export=xlsx any", Role.OFFICE),
    ("disputes:create any", Role.OFFICE),
    ("disputes:detail own", Role.OFFICE),
    ("disputes:detail own.concluded", Role.OFFICE),
    ("disputes:edit own", Role.OFFICE),
    ("disputes:move[accept] own", Role.OFFICE),
    ("disputes:move[escalate] own", Role.OFFICE),
    ("disputes:move[conclude] own.accepted", Role.OFFICE),
    ("disputes:print own", Role.OFFICE),
    ("disputes:rounds any", Role.OFFICE),
    ("disputes:round-create any", Role.OFFICE),
    ("disputes:api-list any", Role.OFFICE),
    ("disputes:api-detail own", Role.OFFICE),
    ("assessments:months any", Role.OFFICE),
    ("assessments:months any", Role.DISTRICT),
    ("assessments:reports own", Role.OFFICE),
    ("assessments:accept_plain own", Role.OFFICE),
    ("assessments:report own", Role.SECRETARY),
    ("assessments:report own", Role.OFFICE),
    ("assessments:report_on_behalf own", Role.OFFICE),
    ("assessments:targets own", Role.OFFICE),
    ("assessments:targets own", Role.DISTRICT),
    ("assessments:targets own", Role.SECRETARY),
    ("assessments:targets?export=xlsx own", Role.OFFICE),
    ("assessments:target[disputes] own", Role.OFFICE),
    ("assessments:target_plans any", Role.OFFICE),
    ("assessments:target_plan[songshanlu-2020] own", Role.OFFICE),
    ("assessments:target_amend[legal-service] own", Role.OFFICE),
    ("assessments:figure_owners any", Role.OFFICE),
    ("assessments:figure_owner own", Role.OFFICE),
    ("assessments:filings any", Role.OFFICE),
    ("assessments:filing own", Role.UNIT),
    ("assessments:filing own", Role.OFFICE),
    ("assessments:survey own", Role.OFFICE),
    ("assessments:ranking own", Role.OFFICE),
    ("assessments:ranking own", Role.SECRETARY),
    ("assessments:ranking own", Role.DISTRICT),
    ("assessments:ranking own.published", Role.SECRETARY),
    ("assessments:ranking?publication=1 own.published", Role.OFFICE),
    ("assessments:publish own", Role.LEADER),
    ("assessments:publication own", Role.LEADER),
    ("assessments:publication own", Role.SECRETARY),
    ("assessments:past_ranks own", Role.OFFICE),
    ("assessments:past_ranks own", Role.SECRETARY),
    ("assessments:fairness own", Role.OFFICE),
    ("assessments:fairness own", Role.SECRETARY),
    ("assessments:fairness own.published", Role.DISTRICT),
    ("assessments:last_place own", Role.OFFICE),
    ("assessments:last_place own", Role.LEADER),
    ("assessments:score?item=on-time own", Role.OFFICE),
    ("assessments:score?item=on-time own", Role.SECRETARY),
    ("assessments:score?item=initiative own", Role.OFFICE),
    ("assessments:rules any", Role.OFFICE),
    ("assessments:rule_set own", Role.OFFICE),
    ("assessments:inspections own", Role.OFFICE),
    ("assessments:vetoes own", Role.OFFICE),
    ("assessments:objections own", Role.OFFICE),
    ("assessments:objections?tab=withdrawn own", Role.SECRETARY),
    ("assessments:objection own", Role.OFFICE),
    ("assessments:objection own.rejected", Role.SECRETARY),
    ("assessments:objection_file[on-time] own", Role.SECRETARY),
    ("assessments:objection_move[accept] own", Role.OFFICE),
    ("assessments:objection_move[reject] own", Role.LEADER),
    ("imports:list any", Role.OFFICE),
    ("imports:list any", Role.UNIT),
    ("imports:new any", Role.OFFICE),
    ("imports:upload[filing] any", Role.OFFICE),
    ("imports:upload[survey] any", Role.OFFICE),
    ("imports:upload[disputes] any", Role.SECRETARY),
    ("imports:columns own.columns", Role.UNIT),
    ("imports:columns own.preview", Role.UNIT),
    ("imports:run own.preview", Role.UNIT),
    ("imports:run?tab=all own.preview", Role.OFFICE),
    ("imports:run own.written", Role.OFFICE),
    ("imports:undo own.written", Role.OFFICE),
]
