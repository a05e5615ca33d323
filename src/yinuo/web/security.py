"""Content security policy, permissions, headers and the names of cookies; imported by the settings."""

from __future__ import annotations

from typing import Any

SELF = "'self'"
NONE = "'none'"

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "media-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

PERMISSIONS_POLICY = (
    "geolocation=(self), camera=(self), microphone=(self), payment=(), usb=(), browsing-topics=()"
)

HEADERS = {
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
BY_TLS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}
"""Sent where people reach the installation by https, whoever ends the TLS before us."""

FORWARDED = ("HTTP_X_FORWARDED_PROTO", "https")


def cookie(name: str, *, secure: bool) -> str:
    """Return the name of a cookie: under TLS with `__Host-`, which no other host or path can set."""
    return f"__Host-{name}" if secure else name
