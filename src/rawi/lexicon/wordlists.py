"""The word lists of `function/`: what shape each must have, and how a user's list joins ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rawi.lexicon.schema import ACTOR_KINDS, ASSAULT_MODES, PLACE_KINDS, STATUSES

BY_NAME = (
    "anaphors", "means", "measures", "fates", "fate_events", "groups", "not_after", "place_types", "national", "theatres",
    "measure_duals", "fate_masdars", "member_groups",
)
"""Lists of words under a name."""
VERBS = ("control_verbs", "result_verbs", "sequel_verbs", "changes", "foiling_verbs")
"""Lists of verbs, each as its perfect and its imperfect."""
VERBS_BY_NAME = ("fate_verbs",)
"""Lists of verbs under a name; one given by its perfect alone is used in that alone."""
WORD_BY_NAME = ("fate_needs", "armies_abroad", "outlets")
"""One word under a name."""
BY_NUMBER = {"months": 12, "weekdays": 7}
"""Lists of words under a number from 1 to this."""
_NAMES: dict[str, tuple[str, ...]] = {"anaphors": (*ACTOR_KINDS, *PLACE_KINDS), "means": tuple(ASSAULT_MODES), "place_types": PLACE_KINDS}
_LIGHT_ROLES = ("agent", "target", "place", "topic", "none")


def _words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value)


def _pairs(value: object) -> bool:
    return isinstance(value, list) and all(_words(v) and len(v) == 2 for v in value)


def list_faults(name: str, value: object) -> Iterator[str]:
    """What is wrong with the list `name` of a file in `function/`."""
    if name in BY_NAME:
        yield from _by_name(name, value)
    elif name in BY_NUMBER:
        if not isinstance(value, dict):
            yield f"`{name}` must map numbers to lists of words"
            return
        for key, words in value.items():
            if isinstance(key, bool) or not isinstance(key, int) or not 1 <= key <= BY_NUMBER[name]:
                yield f"`{name}`: {str(key)[:80]!r} is no number from 1 to {BY_NUMBER[name]}"
            if not _words(words):
                yield f"`{name}`: {str(key)[:80]} must be a list of words"
    elif name == "status":
        yield from _status(value)
    elif name == "light_verbs":
        yield from _light_verbs(value)
    elif name in VERBS:
        if not _pairs(value):
            yield f"`{name}` must be a list of [PERFECT, IMPERFECT]"
    elif name in VERBS_BY_NAME:
        if not (isinstance(value, dict) and all(isinstance(v, list) and all(map(_words, v)) for v in value.values())):
            yield f"`{name}` must map names to lists of [PERFECT, IMPERFECT] or [PERFECT]"
    elif name in WORD_BY_NAME:
        if not (isinstance(value, dict) and all(isinstance(v, str) for v in value.values())):
            yield f"`{name}` must map words to a word"
    elif not _words(value):
        yield f"`{name}` must be a list of words"


def _by_name(name: str, value: object) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"`{name}` must map names to lists of words"
        return
    for key, words in value.items():
        if not isinstance(key, str) or (name in _NAMES and key not in _NAMES[name]):
            yield f"`{name}`: unknown name {str(key)[:80]!r}"
        if name == "national" and isinstance(words, list) and [type(w) for w in words] == [str, str]:
            continue  # [kind of actor, how its id ends: empty for the state itself]
        if not _words(words):
            yield f"`{name}`: {str(key)[:80]} must be a list of words"


def _status(value: object) -> Iterator[str]:
    if not isinstance(value, dict):
        yield "`status` must map a status to `verbs` and `words`"
        return
    for status, given in value.items():
        if status not in STATUSES:
            yield f"`status`: unknown status {str(status)[:80]!r}"
        if not isinstance(given, dict) or not set(map(str, given)) <= {"verbs", "words"}:
            yield f"`status`: {str(status)[:80]} may hold `verbs` and `words` only"
            continue
        if not _pairs(given.get("verbs", [])):
            yield f"`status`: the verbs of {str(status)[:80]} must be a list of [PERFECT, IMPERFECT]"
        if not _words(given.get("words", [])):
            yield f"`status`: the words of {str(status)[:80]} must be a list of words"


def _light_verbs(value: object) -> Iterator[str]:
    if not isinstance(value, list):
        yield "`light_verbs` must be a list"
        return
    for number, verb in enumerate(value, 1):
        if not isinstance(verb, dict) or not _pairs([verb.get("verb")]) or verb.get("role") not in _LIGHT_ROLES:
            yield f"`light_verbs`: number {number} must have `verb: [PERFECT, IMPERFECT]` and a `role` ({', '.join(_LIGHT_ROLES)})"
        elif not isinstance(verb.get("via", ""), str):
            yield f"`light_verbs`: the `via` of number {number} must be a word"


def joined(ours: Any, own: Any) -> Any:
    """A user's list behind ours, key by key; what is neither a list nor a mapping replaces ours."""
    if isinstance(ours, list) and isinstance(own, list):
        return [*ours, *own]
    if isinstance(ours, dict) and isinstance(own, dict):
        return {**ours, **{key: joined(ours[key], value) if key in ours else value for key, value in own.items()}}
    return own
