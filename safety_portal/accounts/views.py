"""Pages of one's own account, and of the administrator's users."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, FormView, TemplateView, View

from safety_portal.accounts import services
from safety_portal.accounts.exports import USER_COLUMNS
from safety_portal.accounts.filters import UserFilter
from safety_portal.accounts.forms import (
    AppointmentForm,
    DeputationForm,
    LanguageForm,
    LastDayForm,
    ReasonForm,
    UserForm,
)
from safety_portal.accounts.models import Appointment, Deputation, Role, User
from safety_portal.accounts.policies import administered_users
from safety_portal.accounts.requests import SignedInRequest, signed_in
from safety_portal.accounts.selectors import holdings, stands_in_for, with_current_appointments
from safety_portal.audit.trail import history_of
from safety_portal.core.errors import Refused
from safety_portal.core.exports import Column, ExportedListMixin
from safety_portal.core.ports import Words
from safety_portal.core.views import ServiceFormMixin, Tab
from safety_portal.organization.models import Unit

# --- One's own account ----------------------------------------------------------------------------------------


class ProfileView(TemplateView):
    """What one is, may do and may set; who stands in."""

    template_name = "accounts/profile.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        user, today = signed_in(self.request), timezone.localdate()
        return super().get_context_data(
            holdings=[one for one in holdings(user, today) if not one.is_over],
            stands_in_for=stands_in_for(user, today),
            has_second_factor=Authenticator.objects.filter(user=user.pk, type=Authenticator.Type.TOTP).exists(),
            language_form=LanguageForm(initial={"language": user.language}),
            **context,
        )


@require_POST
def profile_language(request: SignedInRequest) -> HttpResponse:
    """Keep the language one reads, and switch to it."""
    form = LanguageForm(request.POST)
    answer = redirect("accounts:profile")
    if form.is_valid():
        user = services.set_language(user=request.user, language=form.cleaned_data["language"], by=request.user)
        if user.language:
            answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
        else:
            answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return answer


class DeputizeView(ServiceFormMixin, FormView[DeputationForm]):
    """Name a deputy: for oneself, or for a user whom one administers."""

    template_name = "accounts/deputize.html"
    form_class = DeputationForm
    success_message = gettext_lazy("The deputy is set.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.principal = self._principal()

    def _principal(self) -> User:
        pk = self.kwargs.get("pk")
        if pk is None:
            return signed_in(self.request)
        return get_object_or_404(administered_users(signed_in(self.request)), pk=pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "principal": self.principal}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            principal=self.principal, submit_label=_("Set"), cancel_url=self.get_success_url(), **context
        )

    def get_success_url(self) -> str:
        return (
            reverse("accounts:user", args=[self.kwargs["pk"]]) if "pk" in self.kwargs else reverse("accounts:profile")
        )

    def perform(self, form: DeputationForm) -> Deputation:
        return services.deputize(**form.cleaned_data, by=signed_in(self.request))


@require_POST
def deputation_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a deputation of one's own, or of a user whom one administers."""
    mine = Q(appointment__user=request.user) | Q(appointment__user__in=administered_users(request.user))
    deputation = get_object_or_404(Deputation.objects.filter(mine), pk=pk)
    principal = deputation.appointment.user
    try:
        services.end_deputation(deputation=deputation, by=request.user)
        messages.success(request, _("The deputy no longer stands in."))
    except Refused as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("accounts:profile") if principal == request.user else redirect("accounts:user", principal.pk)


# --- The administrator's users --------------------------------------------------------------------------------


class AdministratorMixin(View):
    """For administrators; users outside their area don't exist."""

    @property
    def administrator(self) -> User:
        return signed_in(self.request)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.administrator.has_role(Role.ADMIN):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[User]:
        return administered_users(self.administrator)


class UserListView(AdministratorMixin, ExportedListMixin):
    """Users of the administrator's area, with what they hold today."""

    export_title = gettext_lazy("Users")
    model = User
    filterset_class = UserFilter
    template_name = "accounts/users.html"
    tabs = (
        Tab("active", gettext_lazy("May log in"), Q(is_active=True)),
        Tab("closed", gettext_lazy("Closed"), Q(is_active=False)),
    )
    orders = {"name": "name", "username": "username", "last_login": "last_login"}
    default_order = "username"

    def get_queryset(self) -> QuerySet[User]:
        return with_current_appointments(administered_users(self.administrator))

    def export_columns(self) -> Sequence[Column]:
        return USER_COLUMNS


class UserDetailView(AdministratorMixin, DetailView[User]):
    """One user: facts, appointments, deputies, history."""

    template_name = "accounts/user.html"
    context_object_name = "shown"  # "user" is whoever looks

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            holdings=holdings(self.object, timezone.localdate()), history=history_of(self.object), **context
        )


class UserCreateView(AdministratorMixin, FormView[UserForm]):
    """A new user; answers with the one-time password, shown this once."""

    template_name = "accounts/user_form.html"
    form_class = UserForm

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=reverse("accounts:users"), submit_label=_("Create"), **context)

    def form_valid(self, form: UserForm) -> HttpResponse:
        try:
            user, password = services.create_user(**form.cleaned_data, by=self.administrator)
        except Refused as refusal:
            form.add_error("username", refusal.messages[0])
            return self.form_invalid(form)
        return show_password(self.request, user, password)


class UserFormView(AdministratorMixin, ServiceFormMixin, FormView[Any]):
    """A form about one user of the administrator's area; back to the user's page."""

    template_name = "accounts/user_form.html"
    submit_label: Words = gettext_lazy("Save")
    title: Words = ""

    @cached_property
    def person(self) -> User:
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            shown=self.person,
            title=self.title,
            submit_label=self.submit_label,
            cancel_url=self.get_success_url(),
            **context,
        )

    def get_success_url(self) -> str:
        return reverse("accounts:user", args=[self.person.pk])


class UserEditView(UserFormView):
    form_class = UserForm
    title = gettext_lazy("Edit user")
    success_message = gettext_lazy("Saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.person}

    def perform(self, form: UserForm) -> User:
        return services.edit_user(user=self.person, **form.cleaned_data, by=self.administrator)


class AppointView(UserFormView):
    form_class = AppointmentForm
    title = gettext_lazy("Appoint")
    submit_label = gettext_lazy("Appoint")
    success_message = gettext_lazy("Appointed.")

    def get_initial(self) -> dict[str, Any]:
        return {"first_day": timezone.localdate()}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "units": Unit.objects.administered_by(self.administrator)}

    def perform(self, form: AppointmentForm) -> Appointment:
        return services.appoint(user=self.person, **form.cleaned_data, by=self.administrator)


class AppointmentEndView(UserFormView):
    form_class = LastDayForm
    title = gettext_lazy("End the appointment")
    success_message = gettext_lazy("The appointment has an end.")

    @cached_property
    def appointment(self) -> Appointment:
        return get_object_or_404(self.person.appointments.select_related("unit", "user"), pk=self.kwargs["appointment"])

    def get_initial(self) -> dict[str, Any]:
        return {"last_day": timezone.localdate()}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(appointment=self.appointment, **context)

    def perform(self, form: LastDayForm) -> Appointment:
        return services.end_appointment(appointment=self.appointment, **form.cleaned_data, by=self.administrator)


class UserDeactivateView(UserFormView):
    form_class = ReasonForm
    title = gettext_lazy("Close the account")
    submit_label = gettext_lazy("Close the account")
    success_message = gettext_lazy("The account is closed.")

    def perform(self, form: ReasonForm) -> User:
        return services.deactivate_user(user=self.person, **form.cleaned_data, by=self.administrator)


class UserReactivateView(AdministratorMixin):
    """Let a closed account log in again."""

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        user = get_object_or_404(self.get_queryset(), pk=pk)
        services.reactivate_user(user=user, by=request.user)
        messages.success(request, _("The account is open again."))
        return redirect("accounts:user", pk)


class PasswordResetView(AdministratorMixin):
    """Password at the counter: a one-time password on the answer to the POST, this once and nowhere else."""

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        user = get_object_or_404(self.get_queryset(), pk=pk)
        try:
            password = services.reset_password(user=user, by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.messages[0])
            return redirect("accounts:user", pk)
        return show_password(request, user, password)


@never_cache
def show_password(request: HttpRequest, user: User, password: str) -> HttpResponse:
    """The page with a one-time password, to be copied or printed for the user."""
    return render(request, "accounts/password.html", {"shown": user, "password": password})
