"""Who may sign a deed on a shared device."""

from __future__ import annotations

from yinuo.people.models import User


def may_sign_at(user: User, device: User) -> bool:
    """Whether `user` may sign at the shared `device`: a person of its branch or of head office."""
    return (
        device.shared
        and user.is_active
        and not user.shared
        and (user.branch_id is None or user.branch_id == device.branch_id)
    )


def signer_named(username: str, device: User) -> User | None:
    """Return the person `username` when they may sign at `device`, else None."""
    found = User.objects.filter(username=username, is_active=True, shared=False).first()
    return found if found is not None and may_sign_at(found, device) else None


def signer(pk: int, device: User) -> User | None:
    """Return the person `pk`, with roles and branch, when they may still sign at `device`."""
    people = User.objects.filter(pk=pk).select_related("branch__calendar").prefetch_related("holdings")
    found = people.first()
    return found if found is not None and may_sign_at(found, device) else None
