"""A row of the table of routes: how an address is asked, which right it needs, what it is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import resolve

from yinuo.people.rights import RIGHTS, Scope

if TYPE_CHECKING:
    from tests.matrix.things import Names, Thing
    from yinuo.people.models import User

PUBLIC, SIGNED_IN, NOWHERE = "public", "signed in", "nowhere"
SEEING = {"call": "call.see", "customer": "customer.see", "device": "device.see"}


@dataclass(frozen=True)
class Route:
    """One way to ask an address.

    `need` is public, signed in, nowhere (nobody finds it), or deeds of the rights: `a & b` both, `a | b` either;
    `voucher.work!` only for who leads the visit now, `own` for whose thing it is. `path`, `query` and `content`
    name things as `{done.call}`; the first one in the path is what the route is about, unless `about` says.
    """

    method: str
    path: str
    need: str
    content: Any = None
    query: dict[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    about: str = ""
    also: str = ""
    """Another thing: who may know of it gets the same answer by right."""
    refused: bool = False
    """Whether even a valid request is refused by a rule, not by a right, as things stand."""

    @property
    def api(self) -> bool:
        """Whether a machine asks."""
        return self.path.startswith("/api/")

    def __str__(self) -> str:
        query = "?" + "&".join(f"{name}={value}" for name, value in self.query.items()) if self.query else ""
        return f"{self.method} {self.path}{query}"

    def pattern(self, names: Names) -> str:
        """The pattern of the resolver that answers."""
        return str(resolve(names.fill(self.path)).route)

    def things(self, names: Names) -> list[Thing]:
        """Every thing that is named."""
        more = [f"{{{name}}}" for name in (self.about, self.also) if name in names.things]
        return names.named([more, self.path, self.query, self.content])

    def thing(self, names: Names) -> Thing | None:
        """What the route is about; None for nothing in particular."""
        if self.about == "nothing":
            return None
        return names.things[self.about] if self.about else next(iter(names.named(self.path)), None)


def allowed(route: Route, user: User | None, names: Names) -> bool:
    """Whether the table of rights lets `user` through."""
    if route.need in (PUBLIC, NOWHERE):
        return route.need == PUBLIC
    if user is None:
        return False
    thing = route.thing(names)
    return sees(user, thing) and any(
        all(holds(user, deed.strip(), thing) for deed in either.split("&"))
        for either in route.need.split("|")
    )


def sees(user: User, thing: Thing | None) -> bool:
    """Whether `user` may know that the thing exists."""
    return thing is None or thing.kind not in SEEING or holds(user, SEEING[thing.kind], thing)


def holds(user: User, deed: str, thing: Thing | None) -> bool:
    """Whether `user` may do `deed` to the thing, by the table of rights alone."""
    if deed == SIGNED_IN:
        return True
    if deed == "own":
        return thing is not None and user.username in thing.hands
    reached = reach(user, deed.rstrip("!"))
    if deed.endswith("!") and reached is not Scope.ALL and (thing is None or user.username != thing.lead):
        return False
    if thing is None:
        return reached is not None
    if reached is Scope.BRANCH:
        return user.branch is not None and user.branch.code == "SH"
    return reached is Scope.ALL or (reached is Scope.OWN and user.username in thing.hands)


def reach(user: User, deed: str) -> Scope | None:
    """The furthest that any role of `user` reaches for `deed`."""
    scopes = [RIGHTS[held.role][deed] for held in user.holdings.all() if deed in RIGHTS[held.role]]
    return max(scopes, default=None)
