"""An event in other people's codes: PLOVER 2.0, ACLED and CAMEO, from the tables `codings/`, `sectors/` and `contexts/` of the lexicon.

Whether a code holds may hang on who acts and who suffers: a killing of soldiers is a battle to ACLED, one of residents violence against
civilians. Our agents are directed and ACLED's actors are not: `inter1` is the agent's type, `inter2` the target's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rawi.lexicon.catalogue import Catalogue, Coding
from rawi.lexicon.vocabularies import ACLED_DISORDER, ACLED_INTER, ACLED_SUB_EVENTS
from rawi.model import Codes, Entity, Event, Location, Span

STATE, EXTERNAL, CIVILIANS, PROTESTERS, RIOTERS = "state forces", "external/other forces", "civilians", "protesters", "rioters"
UNARMED = frozenset({CIVILIANS, PROTESTERS})
_HOME_KINDS = frozenset({"state", "government", "military", "police", "intelligence", "force", "vehicle", "weapon", "coalition"})
_BOTH_SIDES = "clash"


def coded(
    event: Event, entities: Mapping[str, Entity], locations: Mapping[str, Location], catalogue: Catalogue, contexts: list[str]
) -> Event:
    """The event with its codes."""
    where = locations.get(event.place.entity or "") if event.place else None
    country = where.country if where is not None else None
    agent, target = _type_of(event.agents, entities, country), _type_of(event.targets, entities, country)
    if event.mode == _BOTH_SIDES and target is None and len(event.agents) > 1:
        target = _type_of(event.agents[1:], entities, country)
    if event.type == "PROTEST":
        agent = RIOTERS if event.mode == "riot" else PROTESTERS
    coding = _coding(event, agent, target, catalogue)
    if coding is None:
        return event
    shown = _contexts(event, agent, target, contexts)
    codes = Codes(coding.plover_event or None, coding.plover_mode or None, shown, cameo=coding.cameo or None)
    sub = coding.acled_sub_event
    if sub:
        inter1, inter2 = agent, target
        kind = ACLED_SUB_EVENTS[sub]
        disorder = "Political violence" if sub == "Mob violence" else ACLED_DISORDER[kind]
        numbers = sorted(ACLED_INTER[i] for i in (inter1, inter2) if i)
        interaction = ("".join(map(str, numbers)) if len(numbers) == 2 else f"{numbers[0]}0") if numbers else None
        codes = replace(
            codes, acled_event=kind, acled_sub_event=sub, acled_disorder=disorder, acled_inter1=inter1, acled_inter2=inter2,
            acled_interaction=interaction, acled_civilian_targeting=target in UNARMED and disorder == "Political violence",
        )  # fmt: skip
    return replace(event, codes=codes)


def _type_of(spans: tuple[Span, ...], entities: Mapping[str, Entity], country: str | None) -> str | None:
    """The ACLED type of the first actor that has one; forces of a state are external outside their own country."""
    for span in spans:
        entity = entities.get(span.entity or "")
        if entity is None or entity.acled_type is None:
            continue
        if entity.acled_type == STATE and country and entity.country and entity.country != country and entity.kind in _HOME_KINDS:
            return EXTERNAL
        return entity.acled_type
    return None


def _coding(event: Event, agent: str | None, target: str | None, catalogue: Catalogue) -> Coding | None:
    """The first row of the table whose concept and condition hold."""
    entry = next((w.entry for w in event.why if w.rule == "trigger" and w.entry), "")
    concept = entry.split("#")[0].split(":")[0].split("/")[-1].removesuffix(".yaml")
    for coding in catalogue.codings(event.type, event.mode):
        if coding.concept in ("", concept) and _holds(coding.when, agent, target):
            return coding
    return None


def _holds(when: str, agent: str | None, target: str | None) -> bool:
    """Whether the condition `when` holds of the two actor types."""
    if not when:
        return True
    armed = frozenset(ACLED_INTER) - UNARMED - {RIOTERS}
    return {
        "target civilians": target in UNARMED,
        "target armed": target in armed,
        "both armed": agent in armed and target in armed,
        "agent crowd": agent in (PROTESTERS, RIOTERS),
        "agent state": agent in (STATE, EXTERNAL),
        "agent armed": agent in armed,
        "agent armed non-state": agent in armed and agent not in (STATE, EXTERNAL),
    }[when]


def _contexts(event: Event, agent: str | None, target: str | None, words: list[str]) -> tuple[str, ...]:
    """PLOVER contexts: those that the words of the sentence show, and those that the actors make."""
    found = set(words)
    if STATE in (agent, target) or EXTERNAL in (agent, target):
        found.update({"military"} if event.type in ("ASSAULT", "MOBILIZE", "CONTROL") else ())
    if agent in (STATE, EXTERNAL) and target in UNARMED and event.type in ("ASSAULT", "COERCE"):
        found.add("repression")
    if event.type == "CONTROL":
        found.add("territory")
    if event.type == "DISASTER":
        found.add("disasters")
    return tuple(sorted(found))
