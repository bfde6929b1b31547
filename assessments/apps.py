from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        from assessments import trail_words
        from assessments.consequences import policies as consequence_policies
        from assessments.consequences import ports as consequence_ports
        from assessments.consequences import telling as consequence_telling
        from assessments.consequences import wording as consequence_wording
        from assessments.district import intake as district_intake
        from assessments.district import ports as district_ports
        from assessments.district import wording as district_wording
        from assessments.fairness import wording as fairness_wording
        from assessments.intake import wording as intake_wording
        from assessments.intake.filings import FilingImport
        from assessments.intake.ranks import RanksImport
        from assessments.intake.survey import SurveyImport
        from assessments.objections import news as objection_news
        from assessments.objections import policies as objection_policies
        from assessments.objections import ports as objection_ports
        from assessments.objections import telling as objection_telling
        from assessments.papers import ports as paper_ports
        from assessments.papers import telling as paper_telling
        from assessments.publication import news as publication_news
        from assessments.publication import ports as publication_ports
        from assessments.publication import telling as publication_telling
        from assessments.reports import ledger as reports_ledger
        from assessments.reports import news as reports_news
        from assessments.reports import overdue as reports_overdue
        from assessments.reports import ports as reports_ports
        from assessments.reports import telling as reports_telling
        from assessments.reports import wording as reports_wording
        from assessments.results import ports as results_ports
        from assessments.results import telling as results_telling
        from assessments.results.services import KIND, perform_run
        from assessments.targets import wording as target_wording
        from assessments.workbook import wording as workbook_wording
        from safety_portal.audit import wording
        from safety_portal.core import ports
        from safety_portal.documents import telling as documents_telling
        from safety_portal.imports import kinds
        from safety_portal.imports.wording import register_remarks
        from safety_portal.work import attachments, jobs

        wording.register(reports_wording.TRAIL)
        wording.register_details(reports_wording.DETAILS)
        wording.register(consequence_wording.TRAIL)
        wording.register_details(consequence_wording.DETAILS)
        wording.register(fairness_wording.TRAIL)
        wording.register_details(fairness_wording.DETAILS)
        wording.register(district_wording.TRAIL)
        wording.register_details(district_wording.DETAILS)
        wording.register(intake_wording.TRAIL)
        wording.register_details(intake_wording.DETAILS)
        wording.register(target_wording.TRAIL)
        wording.register_details(target_wording.DETAILS)
        wording.register(workbook_wording.TRAIL)
        wording.register_details(workbook_wording.DETAILS)
        wording.register(trail_words.TRAIL)
        wording.register_details(trail_words.DETAILS)
        ports.due.offer("assessments.reports", reports_ports.Due())
        ports.ledgers.offer("assessments.reports", reports_ledger.ReportLedger())
        ports.due.offer("assessments.objections", objection_ports.Due())
        ports.due.offer("assessments.publication", publication_ports.Due())
        ports.due.offer("assessments.consequences", consequence_ports.Due())
        ports.search.offer("assessments.consequences", consequence_ports.Search())
        ports.overdue.offer("assessments.reports", reports_overdue.Reports())
        ports.overdue.offer("assessments.filings", reports_overdue.Filings())
        ports.news.offer("assessments.publication", publication_news.PublicationNews())
        ports.news.offer("assessments.reports", reports_news.ReportNews())
        ports.news.offer("assessments.objections", objection_news.ObjectionNews())
        ports.panels.offer("assessments.townships", district_ports.Townships())
        ports.panels.offer("assessments.reports", reports_ports.Panels())
        ports.panels.offer("assessments.ranking", results_ports.Ranks())
        ports.panels.offer("assessments.moves", results_ports.Moves())
        reports_telling.register_words()
        results_telling.register_words()
        objection_telling.register_words()
        publication_telling.register_words()
        consequence_telling.register_words()
        paper_telling.register_words()
        documents_telling.listen(paper_telling.document_changed)
        ports.papers.offer("assessments.publication", paper_ports.MonthPapers())
        ports.papers.offer("assessments.consequence", paper_ports.ConsequencePapers())
        attachments.offer("assessments.objection", objection_policies.can_attach)
        attachments.offer("assessments.consequence", consequence_policies.can_attach)
        jobs.register(KIND, perform_run, _("Scoring a month"))
        for kind in (SurveyImport(), FilingImport(), RanksImport(), district_intake.PlacesImport()):
            kinds.register(kind)
        register_remarks(intake_wording.REMARKS)
        register_remarks(district_intake.REMARKS)
