"""Settings: everything that differs between places comes from the environment, secure by default.

``DEMO=1`` is for trying the portal out (known passwords, a banner on every page); ``DEBUG=1`` for developing.
Without either, missing secrets stop the start and cookies travel over HTTPS only.
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
import structlog
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from safety_portal.environment import env, secret

django_stubs_ext.monkeypatch()  # lets Django's generic classes be subscripted at run time, as their types are

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = Path(env.str("STATE_DIR", default=str(BASE_DIR / ".state")))

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
_RELAXED = DEBUG or DEMO

# --- Secrets --------------------------------------------------------------------------------------------------
SECRET_KEY = secret("SECRET_KEY", fallback="insecure-for-development-only" if DEBUG else None)
# Comma-separated "id:base64 of 32 bytes"; the first encrypts, all decrypt (core/crypto.py).
FIELD_KEYS = secret("FIELD_KEYS", fallback="dev:" + "A" * 43 + "=" if DEBUG else None)
BLIND_INDEX_KEY = secret("BLIND_INDEX_KEY", fallback="insecure-for-development-only" if DEBUG else None)

# --- Web ------------------------------------------------------------------------------------------------------
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if _RELAXED else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
ROOT_URLCONF = "safety_portal.urls"
WSGI_APPLICATION = "safety_portal.wsgi.application"
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")

HTTPS = env.bool("HTTPS", default=not _RELAXED)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000 if HTTPS else 0)
# Only a proxy of one's own may say that the outer connection was HTTPS.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

INSTALLED_APPS = [
    "safety_portal.bench",
    "safety_portal.demo",
    "assessments",
    "disputes",
    "safety_portal.home",
    "safety_portal.notices",
    "safety_portal.documents",
    "safety_portal.imports",
    "safety_portal.work",
    "safety_portal.accounts",
    "safety_portal.organization",
    "safety_portal.audit",
    "safety_portal.core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "pghistory",
    "pgtrigger",
    "rest_framework",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "safety_portal.accounts.middleware.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "safety_portal.audit.middleware.AuditActionMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "safety_portal.home.context_processors.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "safety_portal.core.templatetags.portal",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database, cache, jobs ------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url_config(secret("DATABASE_URL", fallback="postgres:///safety_portal"))}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Every trigger asks whether it is to be ignored; left unset, the question costs an exception a row.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c pgtrigger.ignore={}"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PGHISTORY_BASE_MODEL = "safety_portal.audit.row_history.Event"

REDIS_URL = secret("REDIS_URL", fallback="redis://127.0.0.1:6379/0")
# Celery says "redis+socket://path", the cache "unix://path", for one and the same socket.
_SOCKET = REDIS_URL.removeprefix("unix://").removeprefix("redis+socket://")
_CACHE_URL = f"unix://{_SOCKET}" if _SOCKET != REDIS_URL else urlsplit(REDIS_URL)._replace(path="").geturl()
CACHES: dict[str, dict[str, object]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _CACHE_URL,
        "KEY_PREFIX": "portal",
        # Clearing the cache empties its whole database, so it never shares the queue's.
        "OPTIONS": {"db": 2 if urlsplit(REDIS_URL).path == "/1" else 1},
    }
}
CELERY_BROKER_URL = f"redis+socket://{_SOCKET}" if _SOCKET != REDIS_URL else REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 3600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 2 * 3600,  # above the longest task, or Redis hands it out twice
    "socket_timeout": 30,
    "socket_keepalive": True,
    "health_check_interval": 25,
    "retry_on_timeout": True,
}
CELERY_TIMEZONE = "Asia/Shanghai"
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=60)  # a job of a dead worker is taken over after so long
# Every entry expires before its next turn, so that a stopped worker wakes to one of each, not to a heap.
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "safety_portal.home.tasks.heartbeat", "schedule": 30.0, "options": {"expires": 25}},
    "open-months": {
        "task": "assessments.tasks.open_months",
        "schedule": crontab(minute="10"),
        "options": {"expires": 3000},
    },
    "draft-scores": {
        "task": "assessments.tasks.draft_scores",
        "schedule": crontab(minute="30", hour="6"),  # the first is the morning after the lock
        "options": {"expires": 3600},
    },
    "resume-postponed": {
        "task": "assessments.tasks.resume_postponed",
        "schedule": crontab(minute="20"),
        "options": {"expires": 3000},
    },
    "rescue-jobs": {"task": "safety_portal.work.tasks.rescue_jobs", "schedule": 30.0, "options": {"expires": 25}},
    "deliver-notices": {
        "task": "safety_portal.notices.tasks.deliver_notices",
        "schedule": 20.0,
        "options": {"expires": 15},
    },
    "erase-imports": {
        "task": "safety_portal.imports.tasks.erase_old",
        "schedule": crontab(minute="40", hour="2"),
        "options": {"expires": 3600},
    },
    "erase-exports": {
        "task": "safety_portal.work.tasks.erase_exports",
        "schedule": crontab(minute="50", hour="2"),
        "options": {"expires": 3600},
    },
    "remind-due": {
        "task": "safety_portal.notices.tasks.remind_due",
        "schedule": crontab(minute="5", hour="8,11,14,17"),  # the first tells; the others what came due since
        "options": {"expires": 3000},
    },
}

# --- People ---------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "safety_portal.accounts.validators.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "safety_portal.accounts.validators.CharacterClassesValidator", "OPTIONS": {"at_least": 3}},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:index"
SESSION_COOKIE_AGE = env.int("IDLE_MINUTES", default=30) * 60  # idle time-out: every request renews it
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
ACCOUNT_ADAPTER = "safety_portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "safety_portal.accounts.gate_forms.LoginForm",
    "change_password": "safety_portal.accounts.gate_forms.ChangePasswordForm",
}
ACCOUNT_SESSION_REMEMBER = False
# Axes locks out, by user and address together; a whole office may log in from one address at eight o'clock.
ACCOUNT_RATE_LIMITS = {"login_failed": False, "login": "300/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "activate_totp": "safety_portal.accounts.gate_forms.ActivateForm",
    "authenticate": "safety_portal.accounts.gate_forms.AuthenticateForm",
    "reauthenticate": "safety_portal.accounts.gate_forms.ReauthenticateForm",
}
MFA_ADAPTER = "safety_portal.accounts.adapter.MfaAdapter"
MFA_TOTP_ISSUER = "Safety Portal"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # the audit trail records log-ins
AXES_CLIENT_IP_CALLABLE = "safety_portal.accounts.sign_ins.client_address"
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
# Whom to call when log-in fails, shown at the gate.
SUPPORT_CONTACT = env.str("SUPPORT_CONTACT", default="")

# --- Language and time ----------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- Files ----------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(STATE_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(STATE_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# A township's own font files for official documents; the free ones in safety_portal/documents/fonts stand in.
DOCUMENT_FONTS = Path(env.str("DOCUMENT_FONTS", default=str(STATE_DIR / "fonts")))
ATTACHMENT_MAX_BYTES = 20 * 1024 * 1024
# Values and files of imports hold personal data: they are erased after so many days; counts and reasons stay.
IMPORT_KEEP_DAYS = 90
#: Smaller workbooks are read and written while the user waits, larger ones by a worker.
IMPORT_INLINE_BYTES = 300 * 1024
#: Longer lists are written by a worker; their files are erased after so many days.
EXPORT_INLINE_ROWS = 5000
EXPORT_KEEP_DAYS = 7

# --- Mail -----------------------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url_config(secret("EMAIL_URL", fallback="consolemail://"))
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="portal@localhost")

# --- API ------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 50,
}

# --- Logs: one JSON line an event, no personal data ------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
        },
        "plain": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.dev.ConsoleRenderer(
                # Never the local variables: they hold personal data.
                colors=False,
                exception_formatter=structlog.dev.plain_traceback,
            ),
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain" if _RELAXED else "json"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
SILENCED_SYSTEM_CHECKS: list[str] = []
