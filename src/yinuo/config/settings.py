"""Django settings. What differs between installations comes from `installation.json` and the environment."""

from __future__ import annotations

from pathlib import Path

from yinuo.config import installation, sealing, unwatched
from yinuo.upkeep import log
from yinuo.web import security

HERE = installation.load()
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = HERE.secret_key
DEBUG = HERE.debug
ALLOWED_HOSTS = HERE.hosts
DATABASES = {"default": HERE.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

OWN_APPS = [
    f"yinuo.{name}"
    for name in (
        "web",
        "journal",
        "outbox",
        "calendars",
        "people",
        "policy",
        "duties",
        "customers",
        "devices",
        "agreements",
        "handbook",
        "calls",
        "dispatch",
        "desk",
        "field",
        "portal",
        "history",
        "demonstration",
        "upkeep",
    )
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "ninja",
    *OWN_APPS,
]
MIDDLEWARE = [
    "yinuo.upkeep.middleware.WatchMiddleware",
    "yinuo.web.middleware.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "yinuo.web.packing.PackedStaticFiles",
    "yinuo.web.machine.interface.PlainErrors",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "yinuo.web.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "yinuo.people.middleware.SignedInMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "yinuo.web.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "yinuo.config.urls"
WSGI_APPLICATION = "yinuo.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yinuo.web.shell.context",
            ],
        },
    },
]

AUTH_USER_MODEL = "people.User"
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "people:sign-in"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HERE.secure
SESSION_COOKIE_NAME = security.cookie("sessionid", secure=HERE.secure)
CSRF_COOKIE_NAME = security.cookie("csrftoken", secure=HERE.secure)
CSRF_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = security.FORWARDED if HERE.secure else None
CSRF_TRUSTED_ORIGINS = [HERE.address] if HERE.secure else []

LANGUAGE_CODE = "zh-hans"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HERE.data / "static"
MEDIA_ROOT = HERE.data / "files"
STORAGES = {
    "default": {"BACKEND": "yinuo.web.storage.WholeFiles"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/vendor/[^/]+-[0-9.]+/"  # their folder names their version
YINUO_PACKED = HERE.data / "packed"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

CONTENT_SECURITY_POLICY = security.CONTENT_SECURITY_POLICY
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CSRF_FAILURE_VIEW = "yinuo.web.pages.csrf_failure"

YINUO_SHELL = {
    "rail": "yinuo.desk.rail.ENTRIES",
    "may": "yinuo.people.access.may_somewhere",
    "counts": "yinuo.desk.rail.counts",
    "zone": "yinuo.people.queries.zone_of",
    "post": "yinuo.people.queries.post_of",
    "palette": "/palette",
    "home": "/",
}
YINUO_GALLERY = DEBUG
YINUO_UNWATCHED = unwatched.UNWATCHED
YINUO_UNWATCHED_COLUMNS = unwatched.UNWATCHED_COLUMNS
YINUO_SEALS = sealing.seals(HERE.data)

YINUO_SIGN_IN = HERE.sign_in
YINUO_COMPANY_SIGN_IN = HERE.company_sign_in
YINUO_MAIL = HERE.mail
YINUO_SMS = HERE.sms
YINUO_ADDRESS = HERE.address
YINUO_PROXIES = HERE.proxies

CALL_NUMBER_FORMAT = HERE.call_number_format
RECEIPT_NUMBER_FORMAT = HERE.receipt_number_format

LOGGING = log.settings(HERE.log)
YINUO_DATA = HERE.data
YINUO_COPIES = HERE.copies
YINUO_METRICS_TOKEN = HERE.metrics_token
YINUO_LEAST_FREE_MB = HERE.least_free_mb
