"""Secrets at rest: encrypted with a key of the installation, so that a copied database tells none."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def sealed(secret: bytes) -> str:
    """Return `secret` as it may stand in the database."""
    return _box().encrypt(secret).decode()


def opened(text: str) -> bytes | None:
    """Return the secret again; None when it was sealed with another key or changed."""
    try:
        return _box().decrypt(text.encode())
    except InvalidToken:
        return None


def _box() -> Fernet:
    key = hashlib.sha256(b"yinuo.people.sealing:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
