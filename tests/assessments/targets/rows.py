"""Rows of the table in ``tests/test_permissions.py`` about boards, targets and who files figures."""

TARGETS = """
name                            method object            D L O U S G A T n

assessments:targets             GET    any               + + + - + - - - >
assessments:targets             GET    own               + + + - + - - - >
assessments:targets             GET    far               - - - - - - - - >
assessments:targets?export=xlsx GET    own               + + + - + - - - >
assessments:targets?export=xlsx GET    far               - - - - - - - - >
assessments:target[disputes]    GET    own               + + + - + - - - >
assessments:target[disputes]    GET    far               - - - - - - - - >
assessments:target[places]      GET    own               + + + - - - - - >
assessments:target_plans        GET    any               - + + - - - - - >
assessments:target_plans        GET    own               - + + - - - - - >
assessments:target_plans        GET    far               - - - - - - - - >
assessments:target_plan[songshanlu-2020]  GET own        - + + - - - - - >
assessments:target_plan[unknown]          GET own        - - - - - - - - >
assessments:target_plan[songshanlu-2020]  GET far        - - - - - - - - >
assessments:target_plan_install[daxing-2022] POST own    - + + - - - - - >
assessments:target_plan_install[daxing-2022] POST far    - - - - - - - - >
assessments:target_plan_end[songshanlu-2020] POST own    - + + - - - - - >
assessments:target_plan_end[daxing-2022]     POST own    - - - - - - - - >
assessments:target_plan_end[songshanlu-2020] POST far    - - - - - - - - >
assessments:target_amend[legal-service]   GET  own       - + + - - - - - >
assessments:target_amend[legal-service]   GET  far       - - - - - - - - >
assessments:target_amend[legal-service]   POST own       - + + - - - - - >
assessments:target_amend[legal-service]   POST far       - - - - - - - - >
assessments:figure_owners       GET    any               - - + - - - + - >
assessments:figure_owners       GET    own               - - + - - - + - >
assessments:figure_owners       GET    far               - - - - - - - - >
assessments:figure_owner        GET    own               - - + - - - + - >
assessments:figure_owner        GET    far               - - - - - - - - >
assessments:figure_owner        POST   own               - - + - - - + - >
assessments:figure_owner        POST   far               - - - - - - - - >
"""
