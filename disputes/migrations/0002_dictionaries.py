"""Loads what the register starts with: categories of GB/T 31000-2015, risk grades, days of the stages."""

import json
from pathlib import Path

from django.db import migrations

CATEGORIES = Path(__file__).resolve().parent.parent / "data" / "categories.json"
RISKS = [("blue", "蓝 隐患", "info", 1), ("yellow", "黄 一般", "warn", 2), ("orange", "橙 关注", "late", 3), ("red", "红 重点", "bad", 4)]
LOCAL_PRACTICE = "默认值：高台县“四级七天”闭环办理，全链条 7 日内；法律无统一规定，可按本地规定修改"
STAGES = [
    ("grid", 1, LOCAL_PRACTICE),
    ("community", 3, LOCAL_PRACTICE),
    ("township", 7, LOCAL_PRACTICE),
    ("ceiling", 30, "默认值：《深圳经济特区矛盾纠纷多元化解条例》第二十五条，调解期限三十日，当事人同意可延长"),
    ("return_visit", 30, "默认值：结案后 30 日内回访双方当事人（《人民调解法》第三十一条，监督、督促履行）"),
]
ROUNDS_BASIS = "默认值：村（社区）每周排查一次；方案要求“深入开展矛盾纠纷大排查”，未规定次数"


def load(apps, schema_editor):
    category = apps.get_model("disputes", "DisputeCategory")
    rows = json.loads(CATEGORIES.read_text(encoding="utf-8"))
    for level in (2, 4):  # parents before children
        category.objects.bulk_create(
            category(code=row["code"], name=row["name"], parent_id=row["parent"]) for row in rows if len(row["code"]) == level
        )
    risk = apps.get_model("disputes", "RiskGrade")
    risk.objects.bulk_create(risk(code=c, name=n, look=look, height=h) for c, n, look, h in RISKS)
    rule = apps.get_model("disputes", "StageRule")
    rule.objects.bulk_create(rule(kind=kind, days=days, basis=basis) for kind, days, basis in STAGES)
    apps.get_model("disputes", "RegisterSetting").objects.create(basis=ROUNDS_BASIS)


class Migration(migrations.Migration):
    dependencies = [("disputes", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
