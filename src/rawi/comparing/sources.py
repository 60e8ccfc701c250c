"""On whose word a claim stands: the innermost source, the body that he speaks for, and the way it came.

`side` is what he counts as: all who hold office under one government, in its army, in its police or its courts give one account each, all
doctors one count of the dead, all unnamed sources of one sort at most one voice. A short definite naming («the source», «the centre») is
whoever the article named so before; a spokesman is the body that he speaks for; a toll or a finding is nobody, but whose it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from rawi.arabic.script import fold, fold_names
from rawi.comparing.tables import tables
from rawi.comparing.words import stem
from rawi.model import Attribution, Claim, Entity, Link, Reading

_STATE = frozenset({"GOV", "MIL", "COP", "SPY"})
_OFFICES = frozenset({"armed", "police", "judicial", "municipal", "civil"})
_NO_OFFICES = frozenset({"security", "tribal"})
"""Sorts of unnamed people that no one body answers for."""
_GROUPS = frozenset({"REB", "PRM"})
_SOCIETY = frozenset({"SOC", "IGO"})
_MEDIA = frozenset({"outlet", "agency"})
_OPEN = frozenset({"asserts", "denies", "confirms"})
_DEFINITE = ("ال", "وال", "بال", "لل", "فال", "ولل")
_ARTICLE = re.compile("^(?:[وبلفك]?ال|[ول]?لل)(?=..)")
_FORMS = ("", "ه", "ين", "ون", "ان", "ات")
"""Endings of an adjective in -i."""
_OFFICE = re.compile("ministry|government|presidency|army|police")
"""Ids of bodies that hold an office."""
_UNNAMED = re.compile(r"(?:نشر|[إا]?ال?[إا]?فصاح|كشف|ذكر|تحديد|عدم)\W.{0,12}?(?:اسم|هوي)")
"""«رفض الكشف عن هويته»."""
NAMELESS_WITHIN = 32
BESIDE = 8
"""Within so many words of his name stands what a person is."""
_TOKENS = re.compile(r"\w+|[.!؟:؛«\"“\n]")


@dataclass(frozen=True, slots=True)
class Source:
    """An origin.

    `id` names him; `kind` is narrator, agency, media, witness, medical, state (with its own agency), party (an armed group or its
    spokesman), unnamed or person; `side`
    the key under which accounts are not independent (the state, the group, the witnesses …); `body` the one he speaks for. `through`: the
    chain from the outlet inward, without him, and who issued a statement in it. `attribution` and `[start, end)` point at his words in
    the document (None: the narrator; where he gives a toll or a finding that was given, they point at that).
    `asserts`: he tells it (or denies it), he does not promise, demand or expect something about it. `stance`: that of the attribution, and
    `condemns` where he judges what is told already. `country`: ISO 3166-1, where known;
    `heard_in`: that of the paper or station that quotes him, where he has none of his own.
    """

    id: str
    kind: str
    name: str
    side: str
    body: str | None
    through: tuple[str, ...]
    attribution: str | None
    start: int | None
    end: int | None
    asserts: bool
    stance: str
    country: str | None = None
    heard_in: str | None = None


class Voices:
    """The sources of one reading."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.attributions = {a.id: a for a in reading.attributions}
        self.entities = {e.id: e for e in reading.entities}
        self.cache: dict[tuple[Link, ...], Source] = {}
        self.named = sorted((a for a in reading.attributions if a.source is not None), key=_place)
        self.fuller = _fuller(self.named)

    def source(self, claim: Claim) -> Source:
        """The origin of a claim: the innermost source that is somebody; a paper or report speaks with the voice of who wrote it."""
        chain = claim.chain
        if chain not in self.cache:
            self.cache[chain] = self._source(chain)
        return self.cache[chain]

    def _source(self, chain: tuple[Link, ...]) -> Source:
        inner = [(n, link, self.attributions[link.attribution]) for n, link in enumerate(chain) if link.attribution]
        given = None
        while inner and self._nobody(inner[-1][2]):
            paper = inner.pop()[2]
            given = paper if is_paper(_words(paper)) else given
        if not inner:
            return _narrator(chain, given)
        at, link, own = inner[-1]
        attribution = self.fuller.get(own.id, own)
        entity = self._entity(attribution)
        words = f"{_words(attribution)} {self._described(attribution, entity)}".strip()
        kind = _kind(attribution, entity, words, self._party(entity))
        source = attribution.source
        same = attribution is own and (entity is None or own.source_kind != "document")
        name = link.name if same else entity.name if entity is not None else source.text if source else link.name
        identity = entity.id if entity is not None else f"name:{fold_names(fold(source.text if source else name))}"
        if entity is not None and entity.parent and (entity.id.startswith("office:") or own.source_kind == "document"):
            identity = entity.parent if entity.kind in ("document", "person") else identity  # whose body the reading names nowhere else
        body = self._body(attribution, entity)
        span, stance = own.source or own.cue, self._stance(own)
        return Source(
            identity, kind, name, _side(kind, identity, entity, body, words), body, self._through(chain[:at]), own.id,
            span.start, span.end, stance in _OPEN, "condemns" if _condemns(own) else stance,
            entity.country if entity is not None else None, self._heard_in(a for _, _, a in reversed(inner[:-1])),
        )  # fmt: skip

    def _stance(self, attribution: Attribution) -> str:
        """That of the attribution; who declines to be named denies nothing."""
        after = self.reading.text[attribution.cue.end : attribution.cue.end + NAMELESS_WITHIN]
        return "asserts" if attribution.stance == "denies" and _UNNAMED.search(after) else attribution.stance

    def _nobody(self, attribution: Attribution) -> bool:
        """Whether it is a paper, a toll or a finding that is nobody's by name, or a group that something is only ascribed to."""
        if attribution.id in self.fuller:
            fuller = self.fuller[attribution.id]
            return fuller.source_kind == "document" and fuller.id not in self.fuller and self._nobody(fuller)
        entity = self.entities.get(attribution.source.entity or "") if attribution.source else None
        if attribution.source_kind == "document":
            return entity is None or not (entity.parent in self.entities or _OFFICE.search(entity.parent or ""))
        if fold(attribution.cue.text).lstrip("و").startswith(("نسب", "ينسب", "تنسب", "منسوب")) and self._party(entity):
            return True
        return is_paper(_words(attribution))

    def _party(self, entity: Entity | None) -> bool:
        """Whether it is an armed group, or a part of one."""
        while entity is not None and entity.kind != "armed_group":
            entity = self.entities.get(entity.parent or "")
        return entity is not None

    def _entity(self, attribution: Attribution) -> Entity | None:
        """Who speaks; for an office whose holder nobody names, and for a paper, the body."""
        entity = self.entities.get(attribution.source.entity or "") if attribution.source else None
        if entity is not None and entity.parent and (entity.id.startswith("office:") or attribution.source_kind == "document"):
            return self.entities.get(entity.parent, entity)
        return entity

    def _body(self, attribution: Attribution, entity: Entity | None) -> str | None:
        """The id of the body that he speaks for, else its name."""
        if entity is not None and entity.parent:
            return entity.parent
        spoken = attribution.speaks_for
        if spoken is None:
            return None
        return next((e.id for e in self.reading.entities if e.name == spoken), f"name:{spoken}")

    def _through(self, chain: tuple[Link, ...]) -> tuple[str, ...]:
        """The names of the chain; beside a statement that the text names nobody for, who spoke last before it: it is his."""
        out: list[str] = []
        for link in chain:
            attribution = self.attributions.get(link.attribution or "")
            out.append(link.name)
            if attribution is not None and attribution.source_kind == "document" and self._nobody(attribution):
                before = [a for a in self.named if _place(a) < _place(attribution) and not self._nobody(a)]
                entity = self._entity(before[-1]) if before else None
                out += [entity.name] if entity is not None else []
        return tuple(out)

    def _heard_in(self, outer: Iterable[Attribution]) -> str | None:
        """The country of the nearest outlet around him."""
        entities = (self._entity(a) for a in outer if a.source_kind in _MEDIA)
        return next((e.country for e in entities if e is not None and e.country), None)

    @cached_property
    def tokens(self) -> list[tuple[str, int]]:
        """The words of the text, folded as names, and what ends a phrase, each with its offset."""
        found = ((fold_names(fold(m.group())), m.start()) for m in _TOKENS.finditer(self.reading.text))
        return [(word, at) for word, at in found if word]

    @cached_property
    def index(self) -> dict[str, list[int]]:
        """Word -> where it stands in `tokens`."""
        out: dict[str, list[int]] = {}
        for n, (word, _) in enumerate(self.tokens):
            out.setdefault(word, []).append(n)
        return out

    def _described(self, attribution: Attribution, entity: Entity | None) -> str:
        """What the text calls an unlisted person behind his name, else before it, wherever it is named; empty for all others."""
        source = attribution.source
        if source is None or not (entity is None or entity.id.startswith(("u-", "generic:person:"))) or (entity and entity.parent):
            return ""
        tokens = self.tokens
        behind = bisect_left(tokens, source.end, key=lambda token: token[1])
        found = _role(tokens[behind : behind + BESIDE])
        last = next(reversed(_words(attribution).split()), "")
        named = self.index.get(last, ()) if len(last) > 3 else ()
        return next(filter(None, (found, *(_role(tokens[max(0, n - BESIDE) : n], last_of=True) for n in named))), "")


def _narrator(chain: tuple[Link, ...], given: Attribution | None) -> Source:
    """Who writes; `given`: the toll or finding that he passes on."""
    frame = next((link for link in reversed(chain) if link.attribution is None), chain[0])
    span = given.source if given is not None else None
    return Source(
        f"narrator:{frame.name}", "narrator", frame.name, f"narrator:{frame.name}", None,
        tuple(link.name for link in chain if link is not frame and link.attribution is None), given.id if given is not None else None,
        span.start if span is not None else None, span.end if span is not None else None, True, "asserts",
    )  # fmt: skip


def _role(tokens: list[tuple[str, int]], last_of: bool = False) -> str:
    """What he is called from the first role in `tokens` on, up to where a phrase ends; `last_of`: within the last phrase."""
    words: list[str] = []
    for word, _ in tokens:
        if not word[0].isalnum() or word in tables().stops:
            if not last_of:
                break
            words = []
        else:
            words.append(_ARTICLE.sub("", word))
    at = next((n for n, w in enumerate(words) if w in tables().roles), None)
    return " ".join(words[at:]) if at is not None else ""


def _place(attribution: Attribution) -> int:
    return attribution.source.start if attribution.source else 0


def _fuller(ordered: list[Attribution]) -> dict[str, Attribution]:
    """Attribution id -> the one in which the same source is named more fully.

    «المصدر» is the last «مصدر …» before it, «المرصد» and «مدير المرصد» are the observatory that the article names; where none stands
    before (a headline), the first after it. «معلوماتنا» is that of who spoke last, «أحدهم» one of them.
    """
    heads = [_heads(a) for a in ordered]
    out: dict[str, Attribution] = {}
    for n, attribution in enumerate(ordered):
        words = _words(attribution).split()
        short = len(words) == 1 and words[0].startswith(_DEFINITE)
        if not words or not (_unknown(attribution) or (short and _unlisted(attribution))):
            continue
        known = [k for k, h in enumerate(heads) if k != n and h]
        if (is_paper(words[0]) and words[0].endswith("نا")) or (words[0] in tables().partitives and len(words) == 1):
            fits = [k for k in known if k < n and not is_paper(_words(ordered[k])) and _words(ordered[k]) not in tables().partitives][-1:]
        elif short and _unlisted(attribution):
            listed = [k for k in known if not _unknown(ordered[k]) and not _unlisted(ordered[k])]
            fits = [k for k in listed if words[0] in _words(ordered[k]).split()[1:]]
        elif short:
            fits = [k for k in known if heads[k] == stem(words[0]) and len(_words(ordered[k]).split()) > 1]
        elif len(words) <= 3:
            mine = {stem(w) for w in words}
            whose = {stem(w) for w in words[1:] if w.startswith(_DEFINITE)}
            within = [k for k in known if mine < {stem(w) for w in _words(ordered[k]).split()}]
            named = [k for k in known if not _unknown(ordered[k]) and (k in within or heads[k] in whose)]
            fits = named or (within if len(words) > 1 else [])
        else:
            continue
        before = [k for k in fits if k < n]
        if fits:
            out[attribution.id] = ordered[before[-1] if before else fits[0]]
    return out


def _heads(attribution: Attribution) -> str | None:
    words = _words(attribution).split()
    return stem(words[0]) if words else None


def _words(attribution: Attribution) -> str:
    return fold_names(fold(attribution.source.text)) if attribution.source else ""


def _unknown(attribution: Attribution) -> bool:
    """Whether the catalogue does not know who it is."""
    entity = attribution.source.entity if attribution.source else None
    return entity is None or entity.startswith("generic:")


def _unlisted(attribution: Attribution) -> bool:
    """Whether it is only a name."""
    return bool(attribution.source and (attribution.source.entity or "").startswith("u-"))


def _bare(words: str) -> list[str]:
    return [_ARTICLE.sub("", w) for w in re.findall(r"\w+", words)]


def _is(word: str, entry: str) -> bool:
    """Whether a word is that of the table, or a form of it."""
    return word == entry or (entry.endswith("ي") and word.startswith(entry) and word[len(entry) :] in _FORMS)


def _condemns(attribution: Attribution) -> bool:
    word = fold_names(fold(attribution.cue.text))
    return word.removeprefix("و") in tables().condemns or word in tables().condemns


def _sort(words: str) -> str | None:
    """The sort of people that the words name, by data/sources.yaml."""
    bare = _bare(words)
    for sort, entries in tables().sorts.items():
        if any(all(any(_is(w, part) for w in bare) for part in entry) for entry in entries):
            return sort
    return None


def is_paper(words: str) -> bool:
    """Whether the words name a toll or a finding and not who gives it; an official one is the state's."""
    bare = _bare(words)
    if not bare or any(_is(w, "رسمي") for w in bare):
        return False
    return any(bare[0] == entry[0] and all(part in bare for part in entry[1:]) for entry in tables().papers)


def _kind(attribution: Attribution, entity: Entity | None, words: str, party: bool) -> str:
    """`words`: his, and what the text calls him elsewhere; `party`: he is of an armed group."""
    sort = _sort(words)
    kind = attribution.source_kind
    generic = entity is None or entity.id.startswith("generic:")
    unlisted = generic or (entity is not None and entity.id.startswith("u-"))
    bare = frozenset(_bare(words))
    society = entity is not None and entity.sector in _SOCIETY  # doctors of a relief organisation speak for it
    if sort == "medical" and not society and (entity is None or unlisted or entity.sector in _STATE):
        return "medical"
    if unlisted and (bare & tables().leaders or (generic and bare & tables().opposition)):
        return "party"
    if unlisted and sort == "civil":
        return "state"
    if kind == "witness" or (generic and entity is not None and entity.sector == "CVL"):
        return "witness"
    if kind in _MEDIA:
        if kind == "agency":
            return "state" if entity is not None and entity.parent and entity.country else "agency"
        return "media"
    if party or (entity is not None and entity.sector in _GROUPS):
        return "party"
    if (generic and sort in _NO_OFFICES) or (entity is not None and entity.sector == "LEG"):
        return "unnamed" if generic else "person"
    if entity is not None and (entity.sector in _STATE or (entity.country and generic and "official" in entity.id)):
        return "state"
    if kind == "document" and entity is not None and entity.kind == "document":
        return "state"
    if (unlisted and sort in _OFFICES) or kind == "government" or (kind == "person_official" and (entity is None or not entity.parent)):
        return "state"
    if kind == "spokesperson" and (entity is None or entity.parent is None):
        return "state"
    if kind in ("armed_group", "spokesperson") and entity is not None and not generic:
        return "party"
    return "unnamed" if kind == "anonymous" or generic else "person"


def _side(kind: str, identity: str, entity: Entity | None, body: str | None, words: str) -> str:
    if kind in ("witness", "medical"):
        return kind
    sort = _sort(words)
    if kind == "unnamed":
        if sort is None and entity is not None and entity.kind == "body":
            sort = entity.id.split(":")[1]
        return f"unnamed:{sort}" if sort else "unnamed"
    if kind == "state":
        return f"state:{(entity.country if entity is not None else None) or ''}:{_branch(entity, sort)}"
    if kind == "media":
        return "media:unnamed" if identity.startswith("generic:") else identity
    return body or identity


def _branch(entity: Entity | None, sort: str | None) -> str:
    """Of which branch of its state a source is; `any`: whichever speaks (the authorities, an official of no office, the state's agency)."""
    sector = entity.sector if entity is not None and not entity.id.startswith("generic:authorities") else None
    for branch, code in (("police", "COP"), ("armed", "MIL"), ("judicial", "JUD"), ("municipal", "")):
        if sort == branch or sector == code:
            return branch
    official = entity is not None and entity.id.startswith("generic:") and "official" in entity.id
    if sort is None and entity is not None and entity.id.startswith("generic:command"):
        return "armed"
    whole = entity is not None and (
        entity.kind in ("state", "agency", "outlet") or entity.id.endswith("-government") or entity.id.startswith("generic:authorities")
    )
    return "any" if whole or (official and sort in (None, "political")) else "civil"
