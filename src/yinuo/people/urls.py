"""Addresses of signing in and out, of what proves oneself, and of signing deeds on shared devices."""

from __future__ import annotations

from django.urls import path

from yinuo.people.views import company, entering, forgotten, mine, proofs, signer

app_name = "people"
urlpatterns = [
    path("sign-in", entering.sign_in, name="sign-in"),
    path("sign-in/second", entering.second, name="second"),
    path("sign-in/challenge", entering.challenge, name="challenge"),
    path("sign-in/passkey", entering.passkey, name="passkey"),
    path("sign-in/company", company.start, name="company"),
    path("sign-in/company/back", company.back, name="company-back"),
    path("sign-out", entering.sign_out, name="sign-out"),
    path("forgotten", forgotten.forgotten, name="forgotten"),
    path("reset/<str:token>", forgotten.reset, name="reset"),
    path("password", mine.password, name="password"),
    path("me/sign-in", mine.mine, name="mine"),
    path("me/confirm", mine.confirm, name="confirm"),
    path("me/confirm/passkey", mine.confirm_passkey, name="confirm-passkey"),
    path("me/authenticator", proofs.authenticator, name="authenticator"),
    path("me/authenticator/stop", proofs.stop_authenticator, name="authenticator-stop"),
    path("me/codes", proofs.new_codes, name="codes"),
    path("me/passkeys", proofs.new_passkey, name="passkey-new"),
    path("me/passkeys/challenge", proofs.passkey_challenge, name="passkey-challenge"),
    path("me/passkeys/<int:passkey>/remove", proofs.remove_passkey, name="passkey-remove"),
    path("me/pin", proofs.pin, name="pin"),
    path("me/stays/<int:stay>/end", mine.end_stay, name="stay-end"),
    path("me/stays/end", mine.end_others, name="stays-end"),
    path("me/tokens", mine.new_token, name="token-new"),
    path("me/tokens/<int:token>/revoke", mine.revoke_token, name="token-revoke"),
    path("signer", signer.signer, name="signer"),
    path("signer/passkey", signer.signer_passkey, name="signer-passkey"),
]
