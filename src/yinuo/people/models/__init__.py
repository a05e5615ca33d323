"""Branches, users and the roles they hold, skills, certificates, absences, tokens; what proves who one is."""

from __future__ import annotations

from yinuo.people.models.person import (
    SIMULATED,
    Absence,
    Branch,
    District,
    FailedSignIn,
    Holding,
    PersonSkill,
    Skill,
    Token,
    User,
)
from yinuo.people.models.proofs import (
    Authenticator,
    CompanyAccount,
    Passkey,
    PastPassword,
    PrintedCode,
    ResetAsked,
    Stay,
)

__all__ = [
    "SIMULATED",
    "Absence",
    "Authenticator",
    "Branch",
    "CompanyAccount",
    "District",
    "FailedSignIn",
    "Holding",
    "Passkey",
    "PastPassword",
    "PersonSkill",
    "PrintedCode",
    "ResetAsked",
    "Skill",
    "Stay",
    "Token",
    "User",
]
