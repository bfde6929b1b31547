import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from assessments.models import RuleSet
from assessments.rules.services import import_rule_set, install_rule_set
from safety_portal.accounts.models import Role, User
from safety_portal.audit.trail import SYSTEM
from safety_portal.organization.models import Unit
from tests.assessments.results.test_pages import client_of, page, status
from tests.assessments.rules.samples import rule_set, rule_text
from tests.factories import TownshipFactory, user_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Unit:
    return TownshipFactory()


@pytest.fixture
def office(town: Unit) -> User:
    return user_as(Role.OFFICE, town)


def import_by(user: User, **data: object) -> str:
    return client_of(user).post("/assessments/rules/import/", data, follow=True).content.decode()


def test_export_is_what_was_imported_to_the_byte(town: Unit, office: User) -> None:
    text = b"\xef\xbb\xbf" + rule_text().encode()
    assert "已存为草案" in import_by(office, township=town.pk, file=SimpleUploadedFile("规则.json", text))
    path = f"/assessments/rules/{RuleSet.objects.get().pk}/export/"
    assert client_of(office).get(path).content == text


def test_pasted_text_is_kept_with_its_blanks(town: Unit, office: User) -> None:
    text = f"  {rule_text()}  "
    import_by(office, township=town.pk, body=text)
    assert RuleSet.objects.get().body == text


def test_import_tells_path_and_reason_at_the_field(town: Unit, office: User) -> None:
    broken = rule_set()
    broken["items"][0]["formula"]["target"] = "0"
    text = import_by(office, township=town.pk, body=json.dumps(broken))
    assert 'id="id_body_error"' in text
    assert "rules.items[0].formula.target: 须大于 0" in text


@pytest.mark.parametrize(("data", "said"), [(b"\xff\xfe", "不是 UTF-8"), (b"{", "不是 JSON"), (b"", "空")])
def test_import_of_a_bad_file_is_refused(town: Unit, office: User, data: bytes, said: str) -> None:
    assert said in import_by(office, township=town.pk, file=SimpleUploadedFile("r.json", data))


def test_import_needs_a_file_or_text_and_ones_own_township(town: Unit, office: User) -> None:
    assert "选择文件，或在下面粘贴文本" in import_by(office, township=town.pk)
    import_by(office, township=TownshipFactory().pk, body=rule_text())
    assert not RuleSet.objects.exists()


def test_readable_page_of_the_shipped_rules(office: User) -> None:
    call_command("install_rules", verbosity=0)
    text = page(office, f"/assessments/rules/{RuleSet.objects.get().pk}/")
    for shown in (
        "20 × 按期办结 ÷ 应结纠纷 ÷ 目标 95%，至多 20 分",
        "“结合瑶海区的测评结果排名通报”",
        "方案未定分值，25分、96%起算、每低1个百分点扣1分为系统默认",
        "系统默认",
        "同分依次比较",
        "人工评分并写明理由，−5 至 0 分",
    ):
        assert shown in text, shown


def test_copy_edit_and_put_in_force(town: Unit, office: User) -> None:
    shared = install_rule_set(body=rule_text(), by=SYSTEM)
    client = client_of(office)
    response = client.post(f"/assessments/rules/{shared.pk}/copy/", {"township": town.pk})
    draft = RuleSet.objects.get(township=town)
    assert response["Location"] == f"/assessments/rules/{draft.pk}/edit/"
    assert "small@2" in client.post(response["Location"], {"body": rule_text(version=3)}).content.decode()
    client.post(response["Location"], {"body": rule_text(version=2, name="新细则")})
    text = client.post(f"/assessments/rules/{draft.pk}/publish/", follow=True).content.decode()
    assert "small@2 已生效" in text
    assert client.get(response["Location"]).status_code == 403


def test_list_shows_versions_one_may_see(town: Unit, office: User) -> None:
    install_rule_set(body=rule_text(), by=SYSTEM)
    import_rule_set(body=rule_text(version=2), township=town, by=office)
    assert page(office, "/assessments/rules/").count("小细则") == 2
    assert page(user_as(Role.SECRETARY), "/assessments/rules/").count("小细则") == 1


def test_drafts_of_others_are_not_there(town: Unit, office: User) -> None:
    draft = import_rule_set(body=rule_text(), township=town, by=office)
    stranger = user_as(Role.OFFICE)
    paths = [f"/assessments/rules/{draft.pk}/{end}" for end in ("", "edit/", "export/")]
    assert [status(stranger, path) for path in paths] == [404, 404, 404]
    codes = [
        client_of(stranger).post(f"/assessments/rules/{draft.pk}/{end}/").status_code for end in ("copy", "publish")
    ]
    assert codes == [404, 404]


def test_writing_rules_is_for_office_and_leader(town: Unit) -> None:
    shared = install_rule_set(body=rule_text(), by=SYSTEM)
    secretary = user_as(Role.SECRETARY)
    assert status(secretary, "/assessments/rules/import/") == 403
    codes = [client_of(secretary).post(f"/assessments/rules/{shared.pk}/{e}/").status_code for e in ("copy", "publish")]
    assert codes == [403, 403]
    assert status(user_as(Role.LEADER, town), "/assessments/rules/import/") == 200
