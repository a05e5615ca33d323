"""Every page and form of signing in, of what proves oneself, and of shared devices.

What changes a proof asks first whether the person proved it just now: here it leads to that page.
"""

from __future__ import annotations

from tests.matrix.route import NOWHERE, PUBLIC, SIGNED_IN
from tests.matrix.routes_desk import get, post

NEW = {"password": "蓬莱山上一棵松树下的三块石头边", "again": "蓬莱山上一棵松树下的三块石头边"}
ANSWER = {"answer": "[]"}

ENTRANCE = (
    get("/sign-in", PUBLIC),
    post("/sign-in", PUBLIC, {"username": "clerk", "password": "错的"}, refused=True),
    get("/sign-in/second", PUBLIC),
    post("/sign-in/second", PUBLIC, {"code": "123456"}),
    post("/sign-in/challenge", PUBLIC),
    post("/sign-in/passkey", PUBLIC, ANSWER, refused=True),
    get("/sign-in/company", NOWHERE),
    get("/sign-in/company/back", NOWHERE),
    post("/sign-out", PUBLIC),
    get("/forgotten", PUBLIC),
    post("/forgotten", PUBLIC, {"username": "clerk"}),
    get("/reset/made-up", PUBLIC),
    post("/reset/made-up", PUBLIC, NEW),
)
OWN = (
    get("/password", SIGNED_IN),
    post("/password", SIGNED_IN, {"present": "错的", **NEW}, refused=True),
    get("/me/sign-in", SIGNED_IN),
    get("/me/confirm", SIGNED_IN),
    post("/me/confirm", SIGNED_IN, {"password": "错的"}, refused=True),
    post("/me/confirm/passkey", SIGNED_IN, ANSWER, refused=True),
    get("/me/authenticator", SIGNED_IN),
    post("/me/authenticator", SIGNED_IN, {"code": "123456"}),
    post("/me/authenticator/stop", SIGNED_IN),
    post("/me/codes", SIGNED_IN),
    post("/me/passkeys", SIGNED_IN, {**ANSWER, "name": "手机"}),
    post("/me/passkeys/challenge", SIGNED_IN),
    post("/me/passkeys/1/remove", SIGNED_IN),
    get("/me/pin", SIGNED_IN),
    post("/me/pin", SIGNED_IN, {"pin": "739158"}),
    post("/me/stays/end", SIGNED_IN),
    post("/me/tokens", SIGNED_IN, {"name": "试", "days": "9", "scope": "read"}),
)
ELSEWHERE = (
    post("/me/stays/1/end", SIGNED_IN),
    post("/me/tokens/7000000/revoke", SIGNED_IN),
    get("/signer", SIGNED_IN),
    post("/signer", SIGNED_IN, {"username": "clerk", "secret": "739158"}),
    post("/signer/passkey", SIGNED_IN, ANSWER),
)
"""What is somebody else's or not there ends as if it had ended; who is no shared device is led home."""

SIGNING_IN = ENTRANCE + OWN + ELSEWHERE
