"""The first administrator of an empty portal."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from safety_portal.accounts.models import Role, User
from safety_portal.organization.models import Unit

pytestmark = pytest.mark.django_db


def create(*arguments: str) -> str:
    out = StringIO()
    call_command("create_admin", *arguments, stdout=out)
    return out.getvalue()


def test_an_empty_portal_gets_its_district_and_administrator() -> None:
    password = create("boss", "区管理员", "340102", "瑶海区").split()[-1]
    user = User.objects.get(username="boss")
    assert user.check_password(password)
    assert user.must_change_password
    assert [(scope.role, scope.unit.name) for scope in user.scopes] == [(Role.ADMIN, "瑶海区")]


def test_a_second_administrator_joins_the_same_district() -> None:
    create("boss", "区管理员", "340102", "瑶海区")
    create("second", "副管理员", "340102")
    assert Unit.objects.count() == 1


def test_a_taken_name_leaves_nothing_behind() -> None:
    create("boss", "区管理员", "340102", "瑶海区")
    with pytest.raises(CommandError):
        create("boss", "又一个", "340103", "庐阳区")
    assert Unit.objects.count() == 1


def test_an_unknown_code_needs_a_name() -> None:
    with pytest.raises(CommandError, match="340103"):
        create("boss", "区管理员", "340103")
