"""What two numbers of victims say, and how they are shown."""

from __future__ import annotations

from rawi.comparing.accounts import Account, overlap
from rawi.model.spans import Range

UNSPECIFIC = 1.5
"""What «dozens» says beside «dozens», or beside twenty: they are told of everywhere, so that it is no fact in particular."""
MANIFOLD = 3
"""A range whose most is so many times its least is none."""


def toll_points(x: Range, y: Range) -> tuple[float, str]:
    """The points that two numbers of one sort of victim give, and the note that shows both."""
    note = f"{show(x)} / {show(y)}"
    low, high = sorted(((x[0] if x[0] is not None else x[1]) or 0, (y[0] if y[0] is not None else y[1]) or 0))
    if low == high and (unspecific(x) or unspecific(y)):
        return UNSPECIFIC, note
    if low == high:
        return (0.9 if low < 3 else 1.8 if low < 10 else 2.5), note
    if overlap(x, y) and high <= 2 * low:
        return 0.8, note
    if high <= 1.35 * low + 1 and low >= 3:
        return 0.5, note
    if high > 3 * low:
        return -1.8, note
    return -0.8, note


def unspecific(count: Range) -> bool:
    """Whether it is no number but a manner of speaking: «dead», «dozens»."""
    least, most = count
    return (least or 0) <= 2 if most is None else most >= MANIFOLD * max(least or 0, 1)


def boasted(account: Account) -> bool:
    """Whether all its numbers are those of him who did it."""
    counted = [t for t in account.tellings if t.killed or t.injured]
    return all(t.source.side in account.agents or t.source.body in account.agents for t in counted)


def show(count: Range) -> str:
    """«12», «at least 12», «12 to 15»."""
    least, most = count
    if most is None:
        return f"at least {least or 0}"
    return str(most) if least == most else f"{least or 0} to {most}"
