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
"""
