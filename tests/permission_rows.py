"""More rows of the table in ``tests/test_permissions.py``, which says what the signs mean."""

MORE = """
name                            method object            D L O U S G A T n

assessments:fairness            GET    own               + + + - + - - - >
assessments:fairness            GET    far               - - - - - - - - >
assessments:last_place          GET    any               - + + - - - - - >
assessments:last_place          GET    own               - + + - - - - - >
assessments:last_place          GET    far               - - - - - - - - >
assessments:last_place          POST   own               - x + - - - - - >
assessments:last_place          POST   far               - - - - - - - - >
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
"""
