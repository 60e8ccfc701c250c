"""What sort of thing an account tells of: what there is little of, which sort of site, and whether a region holds a town."""

from __future__ import annotations

from rawi.comparing.accounts import Account, distance
from rawi.comparing.blocking import bare_actor
from rawi.comparing.tables import tables
from rawi.comparing.tellings import Where

REGION_KM = 40.0
"""A named region that is no province reaches so far around its point."""


def seldom(account: Account) -> bool:
    """Whether it tells of what there is so little of that a country says nearly as much as a town (the release of captives)."""
    table = tables()
    families = {f"{t}:{f}" for t, mode in account.kinds for f in table.families.get(mode or "", ())}
    return bool(families & table.seldom)


def sites(account: Account) -> set[str]:
    """The sorts of site that it says were struck."""
    return ({bare_actor(t) for t in account.targets} & tables().sites) | {s for t in account.tellings for s in t.sites}


def around(wide: Where, town: Where) -> bool:
    """Whether a town lies within a region that is no province, by the map («جبل مرة»)."""
    if wide.latitude is None or wide.longitude is None or town.latitude is None or town.longitude is None:
        return False
    if len(wide.containers) > 1 or wide.country != town.country or wide.radius > REGION_KM:
        return False
    return distance(wide.latitude, wide.longitude, town.latitude, town.longitude) <= REGION_KM
