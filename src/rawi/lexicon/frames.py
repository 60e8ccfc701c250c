"""The named frames of docs/lexicon.md: which argument of a trigger is agent, target or place."""

from __future__ import annotations

from dataclasses import dataclass, field

AGENT, TARGET, PLACE, TOPIC, NONE = "agent", "target", "place", "topic", ""
BY = {"من قبل": AGENT, "على يد": AGENT, "على ايدي": AGENT, "بواسطة": AGENT, "من جانب": AGENT}
AGAINST = {"على": TARGET, "ضد": TARGET, "ل": TARGET, "في حق": TARGET, "بحق": TARGET}
BETWEEN = {"بين": "agents", "ما بين": "agents"}
WITH = {"مع": TARGET, "ضد": TARGET}


@dataclass(frozen=True, slots=True)
class Frame:
    """`subject` and `object` of the verb, `genitive` of its masdar, and prepositions, each to a role or ''."""

    name: str
    subject: str
    object: str
    genitive: str
    markers: dict[str, str] = field(default_factory=dict)


FRAMES = {
    f.name: f
    for f in (
        Frame("hit", AGENT, TARGET, TARGET, {"ل": TARGET, "على": TARGET, "ضد": TARGET, "بحق": TARGET, **BY}),
        Frame("attack-on", AGENT, TARGET, AGENT, {**AGAINST, "من": AGENT, **BY}),
        Frame("clash", AGENT, TARGET, AGENT, {**WITH, **BETWEEN}),
        Frame("befall", TARGET, NONE, TARGET, {**BY, "برصاص": AGENT, "بنيران": AGENT}),
        Frame("explode", NONE, NONE, NONE, {}),
        Frame("meet", AGENT, TARGET, AGENT, {"مع": TARGET, "ب": TARGET, **BETWEEN}),
        Frame("visit", AGENT, PLACE, AGENT, {"الى": PLACE, "ل": PLACE}),
        Frame("address", AGENT, TARGET, AGENT, {"ل": TARGET, "الى": TARGET, "من": TARGET, "على": TARGET}),
        Frame("refuse", AGENT, TOPIC, AGENT, {}),
        Frame("take", AGENT, PLACE, PLACE, {"على": PLACE, "من": TARGET, **BY}),
        Frame("lose", AGENT, PLACE, AGENT, {"على": PLACE, "من": PLACE, "امام": TARGET}),
        Frame("fall", PLACE, NONE, PLACE, {"في يد": AGENT, "بيد": AGENT, "في ايدي": AGENT, "بايدي": AGENT, "في قبضة": AGENT}),
        Frame("leave", AGENT, NONE, AGENT, {"من": PLACE, "الى": PLACE}),
        Frame("release", AGENT, TARGET, TARGET, {"عن": TARGET, **BY}),
        Frame("give", AGENT, TARGET, TARGET, {"ل": TARGET, "الى": TARGET, "من": AGENT, **BY}),
        Frame("with", AGENT, NONE, AGENT, {"مع": TARGET, **BETWEEN}),
        Frame("go", AGENT, NONE, AGENT, {"الى": PLACE, "في": PLACE, "ب": PLACE, "من": PLACE}),
        Frame("crowd", AGENT, NONE, AGENT, {"ضد": TARGET, "على": TARGET}),
        Frame("deploy", AGENT, NONE, AGENT, {"في": PLACE, "الى": PLACE, "على": PLACE}),
        Frame("suffer", TARGET, NONE, TARGET, {}),
        Frame("do", AGENT, NONE, AGENT, {}),
    )
}
