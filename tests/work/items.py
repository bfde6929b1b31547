"""Tracked items for tests."""

from datetime import timedelta

import factory
from django.core.files.base import ContentFile
from django.utils import timezone

from safety_portal.accounts.models import User
from safety_portal.core.crypto import key_ring
from safety_portal.work.models import Export, Job, TrackedItem, rights_of
from safety_portal.work.states import TrackedState
from tests.factories import CommunityFactory, Factory, UserFactory


class TrackedItemFactory(Factory[TrackedItem]):
    """An item in any state, as the services would leave it."""

    class Meta:
        model = TrackedItem

    number = factory.Sequence(lambda n: f"镇督办〔2026〕{n + 1}")
    kind = TrackedItem.Kind.SUPERVISION_ORDER
    title = "清理楼道堆物"
    owed_by = factory.SubFactory(CommunityFactory)
    township = factory.LazyAttribute(lambda item: item.owed_by.township or item.owed_by)
    issued_by = factory.SubFactory(UserFactory)
    issued_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=5))
    due_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=5))
    state = TrackedState.OPEN
    replied_by = factory.Maybe(
        factory.LazyAttribute(lambda item: item.state == TrackedState.REPLIED), factory.SubFactory(UserFactory)
    )
    closed_at = factory.LazyAttribute(
        lambda item: timezone.now() if item.state in {TrackedState.CLEARED, TrackedState.VOID} else None
    )


def add_export(user: User, title: str) -> Export:
    """A list that a job has written for ``user``."""
    job = Job.objects.create(kind="export", key=title, created_by=user, state="done", finished_at=timezone.now())
    export = Export(job=job, title=title, ending="csv", path="/", rights=rights_of(user), made_at=timezone.now())
    export.file.save(f"{export.pk}.bin", ContentFile(key_ring().encrypt_bytes(title.encode())), save=False)
    export.save()
    return export
