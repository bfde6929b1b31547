"""More rows of the table in ``tests/test_permissions.py``, which says what the signs mean."""

from tests.assessments.consequences.rows import CONSEQUENCES
from tests.assessments.dashboard.rows import DASHBOARDS
from tests.assessments.district.rows import DISTRICTS
from tests.assessments.papers.rows import PAPERS
from tests.assessments.targets.rows import TARGETS
from tests.assessments.workbook.rows import WORKBOOKS
from tests.documents.rows import DOCUMENTS

ROWS = """
name                            method object            D L O U S G A T n

notices:preference              GET    any               + + + + + + + + >
notices:preference              POST   any               o o o o o o o o >
notices:policy                  GET    any               - - + - - - + - >
notices:policy                  POST   any               - - + - - - + - >
notices:outbox                  GET    any               - - - - - - + - >
notices:retry                   GET    own               - - - - - - + - >
notices:retry                   GET    far               - - - - - - - - >
notices:retry                   POST   own               - - - - - - + - >
notices:retry                   POST   far               - - - - - - - - >
assessments:chase               POST   own               - x + - - - - - >
assessments:chase               POST   far               - - - - - - - - >

disputes:rounds?export=csv      GET    any               + + + + + + + + >
work:tracked?export=xlsx        GET    any               + + + + + + + + >
organization:units?export=xlsx  GET    any               + + + + + + + + >
accounts:users?export=xlsx      GET    any               x x x x x x + x >
imports:list?export=xlsx        GET    any               + + + + + + + + >
assessments:reports?export=xlsx GET    own               - + + - - - - - >
assessments:reports?export=xlsx GET    far               - - - - - - - - >
assessments:filings?export=xlsx GET    any               - + + + - - - - >
assessments:ranking?export=xlsx GET    own               + + + - + - - - >
assessments:ranking?export=xlsx GET    far               - - - - - - - - >
assessments:months?export=xlsx  GET    any               + + + + + + + + >
assessments:objections?export=csv GET  own               - + + - + - - - >
notices:outbox?export=xlsx      GET    any               - - - - - - + - >
audit:entries?export=xlsx       GET    any               x x x x x x x + >
work:export                     GET    own               - - + - - - - - >
work:export                     GET    far               - - - - - - - - >

assessments:fairness            GET    own               - + + - + - - - >
assessments:fairness            GET    own.published     + + + - + - - - >
assessments:fairness            GET    far               - - - - - - - - >
assessments:last_place          GET    any               - + + - - - - - >
assessments:last_place          GET    own               - + + - - - - - >
assessments:last_place          GET    far               - - - - - - - - >
assessments:last_place          POST   own               - x + - - - - - >
assessments:last_place          POST   far               - - - - - - - - >
assessments:past_ranks          GET    any               + + + - + - - - >
assessments:past_ranks          GET    own               + + + - + - - - >
assessments:past_ranks          GET    far               - - - - - - - - >
assessments:objections          GET    any               - + + - + - - - >
assessments:objections          GET    own               - + + - + - - - >
assessments:objections          GET    far               - - - - - - - - >
assessments:objection_file[on-time]    GET    own        - x + - + - - - >
assessments:objection_file[on-time]    GET    near       - x + - - - - - >
assessments:objection_file[on-time]    GET    far        - - - - - - - - >
assessments:objection_file[on-time]    POST   own        - x + - + - - - >
assessments:objection_file[publicity]  POST   own        - x o - o - - - >
assessments:objection_file[on-time]    POST   near       - x + - - - - - >
assessments:objection_file[on-time]    POST   far        - - - - - - - - >
assessments:objection           GET    own               - + + - + - - - >
assessments:objection           GET    near              - + + - - - - - >
assessments:objection           GET    far               - - - - - - - - >
assessments:objection_move[withdraw]   GET    own        - x x - + - - - >
assessments:objection_move[accept]     GET    own        - + + - x - - - >
assessments:objection_move[accept]     GET    near       - + + - - - - - >
assessments:objection_move[accept]     GET    far        - - - - - - - - >
assessments:objection_move[withdraw]   POST   own        - x x - + - - - >
assessments:objection_move[withdraw]   POST   near       - x x - - - - - >
assessments:objection_move[accept]     POST   own        - + + - x - - - >
assessments:objection_move[accept]     POST   far        - - - - - - - - >
assessments:objection_move[reject]     POST   own        - + + - x - - - >
assessments:objection_move[reject]     POST   own.rejected  - o o - x - - - >
assessments:objection_move[reopen]     POST   own.rejected  - + x - x - - - >
assessments:objection_move[reopen]     POST   far.rejected  - - - - - - - - >
assessments:waive[objections]   POST   own               - + x - - - - - >
assessments:waive[window]       POST   own               - + x - - - - - >
assessments:waive[missing]      POST   own               - o x - - - - - >
assessments:waive[window]       POST   far               - - - - - - - - >
assessments:publish             GET    own               - + + - - - - - >
assessments:publish             GET    far               - - - - - - - - >
assessments:publish             POST   own               - + x - - - - - >
assessments:publish             POST   far               - - - - - - - - >
assessments:publication         GET    own               + + + - + - - - >
assessments:publication         GET    far               - - - - - - - - >
assessments:ranking?publication=1  GET own.published     + + + - + - - - >
assessments:ranking?draft=3     GET    own.published     - + + - - - - - >

imports:list                    GET    any               + + + + + + + + >
imports:new                     GET    any               x x + + + x x x >
imports:upload[filing]          GET    any               - - + + - - - - >
imports:upload[filing]          POST   own               - - + + - - - - >
imports:upload[filing]          POST   near              - - + o - - - - >
imports:upload[filing]          POST   far               - - o o - - - - >
imports:upload[unknown]         GET    any               - - - - - - - - >
imports:template[filing]        GET    any               - - + + - - - - >
imports:run                     GET    own.preview       - + + + - - - - >
imports:run                     GET    own.columns       - + + + - - - - >
imports:run                     GET    own.written       - + + + - - - - >
imports:run                     GET    near.preview      - + + - - - - - >
imports:run                     GET    far.preview       - - - - - - - - >
imports:columns                 GET    own.columns       - + + + - - - - >
imports:columns                 GET    near.columns      - + + - - - - - >
imports:columns                 GET    far.columns       - - - - - - - - >
imports:columns                 POST   own.columns       - o o + - - - - >
imports:columns                 POST   near.columns      - o o - - - - - >
imports:columns                 POST   far.columns       - - - - - - - - >
imports:errors                  GET    own.preview       - x + + - - - - >
imports:errors                  GET    near.preview      - x + - - - - - >
imports:errors                  GET    far.preview       - - - - - - - - >
imports:forget                  POST   own.columns       - x + + - - - - >
imports:forget                  POST   near.columns      - x + - - - - - >
imports:forget                  POST   far.columns       - - - - - - - - >
imports:read                    POST   own.preview       - x o o - - - - >
imports:read                    POST   near.preview      - x o - - - - - >
imports:read                    POST   far.preview       - - - - - - - - >
imports:confirm                 POST   own.preview       - x o + - - - - >
imports:confirm                 POST   near.preview      - x o - - - - - >
imports:confirm                 POST   far.preview       - - - - - - - - >
imports:discard                 POST   own.preview       - x + + - - - - >
imports:discard                 POST   near.preview      - x + - - - - - >
imports:discard                 POST   far.preview       - - - - - - - - >
imports:undo                    GET    own.written       - x + + - - - - >
imports:undo                    POST   own.written       - x + + - - - - >
imports:undo                    POST   near.written      - x + - - - - - >
imports:undo                    POST   far.written       - - - - - - - - >
"""

#: A part of the portal with many rows keeps them beside its own tests.
MORE = (ROWS, DOCUMENTS, TARGETS, CONSEQUENCES, PAPERS, WORKBOOKS, DASHBOARDS, DISTRICTS)
