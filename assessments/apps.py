from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        _word()
        _tell()
        _offer_figures()
        _offer_pages()
        _register_work()


def _word() -> None:
    """What the trail's codes mean; of two parts with the same word the later one has it."""
    from assessments import trail_words
    from assessments.consequences import wording as consequences
    from assessments.district import wording as district
    from assessments.fairness import wording as fairness
    from assessments.intake import wording as intake
    from assessments.reports import wording as reports
    from assessments.targets import wording as targets
    from assessments.workbook import wording as workbook
    from safety_portal.audit import wording

    for part in (reports, consequences, fairness, district, intake, targets, workbook, trail_words):
        wording.register(part.TRAIL)
        wording.register_details(part.DETAILS)


def _tell() -> None:
    """Notices in words, and who listens to what happens to documents."""
    from assessments.consequences import telling as consequences
    from assessments.objections import telling as objections
    from assessments.papers import telling as papers
    from assessments.publication import telling as publication
    from assessments.reports import telling as reports
    from assessments.results import telling as results
    from safety_portal.documents import telling as documents

    for part in (reports, results, objections, publication, consequences, papers):
        part.register_words()
    documents.listen(papers.document_changed)


def _offer_figures() -> None:
    """What waits, what is overdue, what is new, what may leave for the district."""
    from assessments.consequences import ports as consequences
    from assessments.objections import news as objection_news
    from assessments.objections import ports as objections
    from assessments.publication import news as publication_news
    from assessments.publication import ports as publication
    from assessments.reports import ledger, overdue
    from assessments.reports import news as report_news
    from assessments.reports import ports as reports
    from safety_portal.core import ports

    ports.due.offer("assessments.reports", reports.Due())
    ports.due.offer("assessments.objections", objections.Due())
    ports.due.offer("assessments.publication", publication.Due())
    ports.due.offer("assessments.consequences", consequences.Due())
    ports.overdue.offer("assessments.reports", overdue.Reports())
    ports.overdue.offer("assessments.filings", overdue.Filings())
    ports.news.offer("assessments.publication", publication_news.PublicationNews())
    ports.news.offer("assessments.reports", report_news.ReportNews())
    ports.news.offer("assessments.objections", objection_news.ObjectionNews())
    ports.ledgers.offer("assessments.reports", ledger.ReportLedger())


def _offer_pages() -> None:
    """Panels of the home page, hits of the search, documents of an entry."""
    from assessments.consequences import ports as consequences
    from assessments.district import ports as district
    from assessments.papers import ports as papers
    from assessments.reports import ports as reports
    from assessments.results import ports as results
    from safety_portal.core import ports

    ports.panels.offer("assessments.townships", district.Townships())
    ports.panels.offer("assessments.reports", reports.Panels())
    ports.panels.offer("assessments.ranking", results.Ranks())
    ports.panels.offer("assessments.moves", results.Moves())
    ports.search.offer("assessments.consequences", consequences.Search())
    ports.papers.offer("assessments.publication", papers.MonthPapers())
    ports.papers.offer("assessments.consequence", papers.ConsequencePapers())


def _register_work() -> None:
    """Jobs, imports, and what files may be attached to."""
    from assessments.consequences import policies as consequences
    from assessments.district import intake as district
    from assessments.intake import wording
    from assessments.intake.filings import FilingImport
    from assessments.intake.ranks import RanksImport
    from assessments.intake.survey import SurveyImport
    from assessments.objections import policies as objections
    from assessments.results.services import KIND, perform_run
    from safety_portal.imports import kinds
    from safety_portal.imports.wording import register_remarks
    from safety_portal.work import attachments, jobs

    attachments.offer("assessments.objection", objections.can_attach)
    attachments.offer("assessments.consequence", consequences.can_attach)
    jobs.register(KIND, perform_run, _("Scoring a month"))
    for kind in (SurveyImport(), FilingImport(), RanksImport(), district.PlacesImport()):
        kinds.register(kind)
    register_remarks(wording.REMARKS)
    register_remarks(district.REMARKS)
