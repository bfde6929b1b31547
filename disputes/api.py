"""Read-only API: the same rows and conditions as the page, parties as masks only."""

from __future__ import annotations

from typing import cast

from django.db.models import QuerySet
from rest_framework import generics, serializers

from disputes.filters import DisputeFilter
from disputes.models import Dispute, Party
from safety_portal.accounts.models import User


class PartySerializer(serializers.ModelSerializer[Party]):
    name = serializers.CharField(source="masked_name")
    phone = serializers.CharField(source="masked_phone")

    class Meta:
        model = Party
        fields = ("role", "name", "phone")


class DisputeSerializer(serializers.ModelSerializer[Dispute]):
    """A row. The course of events stays in the portal: it may name people."""

    community = serializers.CharField(source="community.code")
    grid = serializers.CharField(source="grid.code", default=None)
    responsible_unit = serializers.CharField(source="responsible_unit.name")
    handler = serializers.CharField(source="handler.name", default=None)

    class Meta:
        model = Dispute
        fields: tuple[str, ...] = (
            "id", "number", "title", "category", "scale", "people_involved", "place", "community", "grid", "source",
            "risk", "level", "state", "responsible_unit", "handler", "registered_at", "accepted_at", "due_at",
            "outcome", "concluded_at", "closed_at", "origin",
        )  # fmt: skip


class DisputeDetailSerializer(DisputeSerializer):
    parties = PartySerializer(many=True)

    class Meta(DisputeSerializer.Meta):
        fields = (*DisputeSerializer.Meta.fields, "parties")


class DisputeListAPI(generics.ListAPIView[Dispute]):
    serializer_class = DisputeSerializer
    filterset_class = DisputeFilter

    def get_queryset(self) -> QuerySet[Dispute]:
        return Dispute.objects.visible_to(cast("User", self.request.user)).with_names()


class DisputeDetailAPI(generics.RetrieveAPIView[Dispute]):
    serializer_class = DisputeDetailSerializer

    def get_queryset(self) -> QuerySet[Dispute]:
        rows = Dispute.objects.visible_to(cast("User", self.request.user))
        return rows.with_names().prefetch_related("parties")
