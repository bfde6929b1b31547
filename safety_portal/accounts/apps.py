from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "safety_portal.accounts"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added, authenticator_removed
        from axes.signals import user_locked_out
        from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

        from safety_portal.accounts import sign_ins
        from safety_portal.accounts.panels import Panels
        from safety_portal.accounts.wording import DETAILS, TRAIL
        from safety_portal.audit import wording
        from safety_portal.core import ports

        user_logged_in.connect(sign_ins.logged_in)
        user_logged_out.connect(sign_ins.logged_out)
        user_login_failed.connect(sign_ins.login_failed)
        user_locked_out.connect(sign_ins.locked_out)
        authenticator_added.connect(sign_ins.factor_added)
        authenticator_removed.connect(sign_ins.factor_removed)
        ports.panels.offer("accounts", Panels())
        wording.register(TRAIL)
        wording.register_details(DETAILS)
