"""What a lexicon file may hold: field names, code lists, and the check of one entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rawi.lexicon.frames import FRAMES
from rawi.lexicon.vocabularies import code_faults

ASSAULT_MODES = [
    "aerial",
    "drone",
    "heavy-weapons",
    "firearms",
    "explosives",
    "suicide-attack",
    "abduct",
    "execute",
    "beat",
    "torture",
    "sexual",
    "destroy",
    "clash",
    "other",
]
MODES: dict[str, tuple[str, ...]] = {
    "ASSAULT": tuple(ASSAULT_MODES),
    "CONTROL": ("gain", "lose", "hold", "contest"),
    "RETREAT": ("withdraw", "release", "disarm", "ceasefire", "access", "resign"),
    "MOBILIZE": ("troops", "weapons", "police", "militia", "exercise"),
    "COERCE": ("arrest", "seize", "censor", "curfew", "deport", "withhold", "restrict", "cyber", "misinformation"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue", "displace"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct"),
    **dict.fromkeys(["THREATEN", "REJECT", "ACCUSE", "REQUEST", "AGREE", "CONSULT", "SUPPORT", "CONCEDE"], ()),
    **dict.fromkeys(["COOPERATE", "AID", "WHEREABOUTS", "DISASTER", "CLAIM-RESP"], ()),
}
"""PLOVER 2.0 types and modes (openeventdata/PLOVER) plus CONTROL, WHEREABOUTS, DISASTER and CLAIM-RESP."""
STATUSES = (
    "occurred",
    "ongoing",
    "planned",
    "possible",
    "demanded",
    "promised",
    "threatened",
    "negated",
    "hypothetical",
    "habitual",
)
STANCES = ("asserts", "denies", "doubts", "believes", "expects", "promises", "demands", "asks")
CHANNELS = (
    "statement",
    "press_conference",
    "interview",
    "tweet",
    "social_media",
    "tv",
    "radio",
    "report",
    "leak",
    "letter",
    "speech",
    "phone_call",
    "video",
    "unspecified",
)
SOURCE_KINDS = (
    "person_official",
    "spokesperson",
    "government",
    "armed_group",
    "agency",
    "outlet",
    "organisation",
    "witness",
    "anonymous",
    "person",
    "document",
)
GENRES = ("report", "opinion", "statement", "feature")
ACTOR_KINDS = (
    "person",
    "state",
    "government",
    "military",
    "police",
    "intelligence",
    "armed_group",
    "party",
    "organisation",
    "igo",
    "agency",
    "outlet",
    "court",
    "company",
    "tribe",
    "community",
    "coalition",
)
PLACE_KINDS = (
    "country",
    "capital",
    "city",
    "town",
    "village",
    "district",
    "province",
    "region",
    "area",
    "camp",
    "base",
    "crossing",
    "airport",
    "port",
    "dam",
    "mosque",
    "neighbourhood",
    "river",
    "sea",
    "mountain",
    "street",
    "island",
    "strait",
    "field",
    "prison",
    "site",
)
TITLE_CLASSES = (
    "office",
    "rank",
    "honorific",
    "spokesperson",
    "role",
    "profession",
    "religious",
    "royal",
    "anonymous",
    "witness",
)
NOUN_CLASSES = (
    "force",
    "fighter",
    "civilian",
    "victim",
    "body",
    "group",
    "facility",
    "area",
    "vehicle",
    "weapon",
    "document",
    "media",
    "event-carrier",
    "time",
    "abstract",
    "adjective",
    "given-name",
    "crowd",
)
VERB_CLASSES = ("plain", "auxiliary", "modal", "aspect", "motion", "light")
CONTENT = ("that", "quote", "object", "ب", "عن", "إلى", "على", "من", "ل", "في", "حول", "بشأن")
ROLES = ("agent", "target", "place", "agents", "topic", "none")

_PLACE = ("id", "english", "arabic", "kind", "country", "admin1", "admin2", "lat", "lon", "precision_km", "source")
COLUMNS = {
    "actors": ("id", "english", "arabic", "kind", "country", "affiliation", "from", "to", "source"),
    "places": _PLACE,
    "gazetteer": (*_PLACE, "population"),
    "sectors": ("what", "key", "plover_sector", "acled_type", "source"),
    "codings": ("type", "mode", "concept", "when", "plover_event", "plover_mode", "acled_sub_event", "cameo"),
    "contexts": ("context", "arabic"),
    "nationalities": ("english", "country", "source"),
    "admin1": ("country", "code", "english", "arabic", "source"),
    "roles": ("id", "english", "holders", "arabic"),
    "offices": ("role", "of", "holder", "from", "to", "source"),
    "titles": ("arabic", "feminine", "plural", "english", "class", "source_kind"),
    "nouns": ("arabic", "plural", "class", "english"),
    "verbs": ("perfect", "imperfect", "masdar", "class"),
}
_EVENT_FIELDS = {
    "verb",
    "masdar",
    "noun",
    "active",
    "passive_participle",
    "type",
    "mode",
    "frame",
    "with",
    "needs",
    "after",
    "unless",
    "args",
    "example",
    "agent",
    "target",
    "place",
    "passive",
}
_CUE_FIELDS = {
    "verb",
    "masdar",
    "prep",
    "phrase",
    "noun",
    "active",
    "content",
    "continues",
    "passive",
    "stance",
    "channel",
    "source_kind",
    "source",
    "example",
}
_LISTS = ("masdar", "noun", "active", "passive_participle", "with", "needs", "unless", "after", "content", "source")


def _is_word(value: object) -> bool:
    """Whether it is text with a letter in it."""
    return isinstance(value, str) and any(c.isalpha() for c in value)


def _shown(value: object) -> str:
    """A value for a fault, cut short: it may be a whole structure."""
    text = repr(value)
    return text if len(text) <= 80 else text[:80] + "…"


def _verb_fault(verb: object) -> str | None:
    if not (isinstance(verb, list) and len(verb) == 2 and all(_is_word(v) and len(v) > 1 for v in verb)):
        return "`verb` must be [PERFECT, IMPERFECT]"
    return None


def _common_faults(entry: dict[str, Any], allowed: set[str]) -> Iterator[str]:
    unknown = sorted(set(map(str, entry)) - allowed)
    if unknown:
        yield f"unknown field {', '.join(unknown)[:200]}"
    for name in _LISTS:
        value = entry.get(name)
        if name in entry and not (isinstance(value, list) and all(_is_word(v) for v in value)):
            yield f"`{name}` must be a list of words"
    for name in ("prep", "phrase", "agent", "target", "place", "example"):
        if name in entry and not _is_word(entry[name]):
            yield f"`{name}` must be text"
    if "verb" in entry and (fault := _verb_fault(entry["verb"])):
        yield fault
    passive = entry.get("passive")
    if passive is not None and not isinstance(passive, bool) and _verb_fault(passive):
        yield "`passive` must be true, false or [PERFECT, IMPERFECT]"
    if "example" not in entry:
        yield "`example` is missing"


def event_faults(entry: dict[str, Any]) -> Iterator[str]:
    """What is wrong with an entry of `events/` (defaults of its file already filled in)."""
    yield from _common_faults(entry, _EVENT_FIELDS)
    if not any(k in entry for k in ("verb", "masdar", "noun", "active", "passive_participle")):
        yield "needs one of verb, masdar, noun, active, passive_participle"
    kind, mode = entry.get("type"), entry.get("mode")
    if not isinstance(kind, str) or kind not in MODES:
        yield f"unknown type {_shown(kind)}"
    elif mode is not None and mode not in MODES[kind]:
        yield f"{kind} has no mode {_shown(mode)}"
    frame, args = entry.get("frame"), entry.get("args", {})
    if not isinstance(frame, str) or frame not in FRAMES:
        yield f"unknown frame {_shown(frame)}"
    if not isinstance(args, dict):
        yield "`args` must map markers to roles"
        return
    for marker, role in args.items():
        if not _is_word(marker) or role not in ROLES:
            yield f"args: {_shown(marker)} to unknown role {_shown(role)}"


def cue_faults(entry: dict[str, Any]) -> Iterator[str]:
    """What is wrong with an entry of `cues/` (defaults of its file already filled in)."""
    yield from _common_faults(entry, _CUE_FIELDS)
    if not any(k in entry for k in ("verb", "masdar", "prep", "phrase", "noun", "active")):
        yield "needs one of verb, masdar, noun, prep, phrase"
    if entry.get("stance") not in STANCES:
        yield f"unknown stance {_shown(entry.get('stance'))}"
    if entry.get("channel") not in CHANNELS:
        yield f"unknown channel {_shown(entry.get('channel'))}"
    if entry.get("source_kind") is not None and entry["source_kind"] not in SOURCE_KINDS:
        yield f"unknown source_kind {_shown(entry['source_kind'])}"
    if not isinstance(entry.get("continues", False), bool):
        yield "`continues` must be true or false"
    content = entry.get("content") or []
    bad = [c for c in content if c not in CONTENT] if isinstance(content, list) else []
    if bad:
        yield f"unknown content {', '.join(map(_shown, bad))}"


_CODES: dict[str, tuple[str, tuple[str, ...]]] = {
    "actors": ("kind", ACTOR_KINDS), "places": ("kind", PLACE_KINDS), "gazetteer": ("kind", PLACE_KINDS),
    "titles": ("class", TITLE_CLASSES),
    "nouns": ("class", NOUN_CLASSES), "verbs": ("class", VERB_CLASSES), "roles": ("holders", ("one", "many")),
}  # fmt: skip
_NAMES = ("id", "english", "arabic")
_REQUIRED = {"actors": _NAMES, "places": _NAMES, "roles": _NAMES, "gazetteer": _NAMES[:2]}
_REQUIRED |= {"offices": COLUMNS["offices"][:3], "sectors": COLUMNS["sectors"][:3], "contexts": COLUMNS["contexts"]}
_REQUIRED |= {"nationalities": COLUMNS["nationalities"][:2], "admin1": COLUMNS["admin1"][:3], "verbs": COLUMNS["verbs"][:1]}


def row_faults(table: str, row: dict[str, str]) -> Iterator[str]:
    """What is wrong with a row of a TSV `table`; every cell is there, if only as an empty string."""
    if table in ("sectors", "codings", "contexts"):
        yield from code_faults(table, row)
    required = _REQUIRED.get(table, COLUMNS[table][:1])
    missing = [c for c in required if not row.get(c)]
    if missing:
        yield f"{', '.join(missing)} missing"
    column, allowed = _CODES.get(table, ("", ()))
    if column and row.get(column) not in allowed:
        yield f"unknown {column} {row[column][:80]!r}"
    if table == "titles" and row.get("source_kind") and row["source_kind"] not in SOURCE_KINDS:
        yield f"unknown source_kind {row['source_kind']!r}"
