"""The gate under allauth's own names (its code asks for them), and the portal's account pages as ``accounts:``.

What is not listed does not exist: no sign-up, no e-mail addresses, no password reset by mail.
"""

from allauth.account.views import account_inactive, logout, password_change, reauthenticate
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import include, path

from safety_portal.accounts import views
from safety_portal.accounts.gate import LoginView

gate = [
    path("login/", LoginView.as_view(), name="account_login"),
    path("logout/", logout, name="account_logout"),
    path("inactive/", account_inactive, name="account_inactive"),
    path("confirm/", reauthenticate, name="account_reauthenticate"),
    path("password/", password_change, name="account_change_password"),
    path("second-factor/", mfa.index, name="mfa_index"),
    path("second-factor/login/", mfa.authenticate, name="mfa_authenticate"),
    path("second-factor/confirm/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-factor/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-factor/codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second-factor/codes/file/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]

pages = [
    path("", views.ProfileView.as_view(), name="profile"),
    path("language/", views.profile_language, name="language"),
    path("deputies/new/", views.DeputizeView.as_view(), name="deputize"),
    path("deputies/<int:pk>/end/", views.deputation_end, name="deputation_end"),
    path("users/", views.UserListView.as_view(), name="users"),
    path("users/new/", views.UserCreateView.as_view(), name="user_create"),
    path("users/<int:pk>/", views.UserDetailView.as_view(), name="user"),
    path("users/<int:pk>/edit/", views.UserEditView.as_view(), name="user_edit"),
    path("users/<int:pk>/appoint/", views.AppointView.as_view(), name="appoint"),
    path(
        "users/<int:pk>/appointments/<int:appointment>/end/", views.AppointmentEndView.as_view(), name="appointment_end"
    ),
    path("users/<int:pk>/deputies/new/", views.DeputizeView.as_view(), name="user_deputize"),
    path("users/<int:pk>/password/", views.PasswordResetView.as_view(), name="user_password"),
    path("users/<int:pk>/close/", views.UserDeactivateView.as_view(), name="user_deactivate"),
    path("users/<int:pk>/open/", views.UserReactivateView.as_view(), name="user_reactivate"),
]

urlpatterns = [path("", include(gate)), path("", include((pages, "accounts")))]
