"""The code lists of other people's tools, against which the tables of codes are checked.

PLOVER 2.0 (openeventdata/PLOVER, manual draft 2.0), ACLED (codebook 2023/2024; the names that its current files print), CAMEO 1.1b3.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

PLOVER_EVENTS: dict[str, tuple[str, ...]] = {
    "AGREE": (),
    "CONSULT": ("visit", "third-party", "multilateral", "phone"),
    "SUPPORT": (),
    "CONCEDE": (),
    "COOPERATE": (),
    "AID": (),
    "RETREAT": ("withdraw", "release", "disarm", "ceasefire", "access", "resign"),
    "REQUEST": ("assist", "change", "yield", "meet"),
    "ACCUSE": ("disapprove", "investigate", "allege"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "THREATEN": ("restrict", "arrest", "relations", "expel", "territory", "violence"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "COERCE": (
        "seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold", "misinformation", "cyber",
    ),
    "ASSAULT": (
        "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms", "explosives", "suicide-attack", "aerial",
        "drone", "heavy-weapons", "crowd-control", "unconventional", "sideAB",
    ),
}  # fmt: skip
PLOVER_CONTEXTS = frozenset(
    [
        "military", "intelligence", "executive", "legislative", "election", "political_institutions", "pro_democracy", "pro_autocracy",
        "economic", "legal", "reparations", "human_rights", "rights_freedoms", "repression", "human_security", "gender", "lgbt",
        "religion_ethnicity", "inequality", "diplomatic", "territory", "peacekeeping", "health", "asylum", "migration", "disasters",
        "natural_resource", "environment", "technology", "terrorism", "cbrn", "cyber", "misinformation", "crime", "corruption",
        "illegal_drugs", "trafficking",
    ]
)  # fmt: skip
PLOVER_SECTORS = frozenset(
    [
        "COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "UNK", "AGR", "BUS", "CRM", "CVL", "EDU", "ELI", "JRN",
        "LAB", "MED", "REF", "OPP", "PRE", "REL", "SOC", "IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC",
    ]
)  # fmt: skip
ACLED_SUB_EVENTS = {
    "Armed clash": "Battles",
    "Government regains territory": "Battles",
    "Non-state actor overtakes territory": "Battles",
    "Chemical weapon": "Explosions/Remote violence",
    "Air/drone strike": "Explosions/Remote violence",
    "Suicide bomb": "Explosions/Remote violence",
    "Shelling/artillery/missile attack": "Explosions/Remote violence",
    "Remote explosive/landmine/IED": "Explosions/Remote violence",
    "Grenade": "Explosions/Remote violence",
    "Sexual violence": "Violence against civilians",
    "Attack": "Violence against civilians",
    "Abduction/forced disappearance": "Violence against civilians",
    "Peaceful protest": "Protests",
    "Protest with intervention": "Protests",
    "Excessive force against protesters": "Protests",
    "Violent demonstration": "Riots",
    "Mob violence": "Riots",
    "Agreement": "Strategic developments",
    "Arrests": "Strategic developments",
    "Change to group/activity": "Strategic developments",
    "Disrupted weapons use": "Strategic developments",
    "Headquarters or base established": "Strategic developments",
    "Looting/property destruction": "Strategic developments",
    "Non-violent transfer of territory": "Strategic developments",
    "Other": "Strategic developments",
}
ACLED_DISORDER = {
    "Battles": "Political violence",
    "Explosions/Remote violence": "Political violence",
    "Violence against civilians": "Political violence",
    "Protests": "Demonstrations",
    "Riots": "Demonstrations",
    "Strategic developments": "Strategic developments",
}
"""«Mob violence» is the one sub-event of another disorder than its event type: political violence."""
ACLED_INTER = {
    "state forces": 1, "rebel groups": 2, "political militias": 3, "identity militias": 4,
    "rioters": 5, "protesters": 6, "civilians": 7, "external/other forces": 8,
}  # fmt: skip
"""Actor types and their numeric codes (`inter1`, `inter2`); `interaction` puts the two together, the lower first."""
CONDITIONS = frozenset(
    {"", "target civilians", "target armed", "both armed", "agent crowd", "agent state", "agent armed", "agent armed non-state"}
)
"""What `when` in the table of codings may ask of an event's actors."""
SECTOR_OF = frozenset({"actor", "kind", "noun"})


def code_faults(table: str, row: dict[str, str]) -> Iterator[str]:
    """What is wrong with a row of `sectors`, `codings` or `contexts`."""
    if table == "sectors":
        yield from _unknown(row, "what", SECTOR_OF)
        yield from _unknown(row, "plover_sector", PLOVER_SECTORS)
        yield from _unknown(row, "acled_type", ACLED_INTER.keys() | {""})
    elif table == "contexts":
        yield from _unknown(row, "context", PLOVER_CONTEXTS)
    elif table == "codings":
        yield from _unknown(row, "when", CONDITIONS)
        yield from _unknown(row, "acled_sub_event", ACLED_SUB_EVENTS.keys() | {""})
        yield from _unknown(row, "plover_event", PLOVER_EVENTS.keys() | {""})
        yield from _unknown(row, "plover_mode", (*PLOVER_EVENTS.get(row["plover_event"], ()), ""))
        if row["cameo"] and not (row["cameo"].isdigit() and 2 < len(row["cameo"]) < 5):
            yield f"`cameo` is no code of three or four digits: {row['cameo']!r}"


def _unknown(row: dict[str, str], column: str, allowed: Container[str]) -> Iterator[str]:
    if row[column] not in allowed:
        yield f"unknown {column} {row[column]!r}"
