"""The chain of a claim in PROV-O (W3C Recommendation of 30 April 2013) as JSON-LD, one object a claim.

claim –wasDerivedFrom→ article –wasDerivedFrom/wasQuotedFrom→ outer statement → … → innermost statement –wasAttributedTo→ its source
–actedOnBehalfOf→ for whom the source speaks. An attribution in direct speech is `wasQuotedFrom`, any other `wasDerivedFrom`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rawi.exporting import identifiers
from rawi.exporting.facts import Facts, facts, notes
from rawi.exporting.source import UNKNOWN, Origin
from rawi.model import Reading

_IRI = (
    "wasDerivedFrom", "wasQuotedFrom", "hadPrimarySource", "wasAttributedTo", "wasGeneratedBy", "used", "wasAssociatedWith",
    "actedOnBehalfOf",
)  # fmt: skip
_OWN = ("channel", "stance", "status", "start", "end", "sha256")
CONTEXT: dict[str, Any] = {
    "prov": "http://www.w3.org/ns/prov#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "xsd": "http://www.w3.org/2001/XMLSchema#",
    "id": "@id", "type": "@type", "label": "rdfs:label", "value": "prov:value",
    "generatedAtTime": {"@id": "prov:generatedAtTime", "@type": "xsd:date"},
    **{name: {"@id": f"prov:{name}", "@type": "@id"} for name in _IRI},
    **{name: f"urn:rawi:{name}" for name in _OWN},
}  # fmt: skip
"""Written into every object, so that a reader needs no network."""
FIELDS = ("@context", "@graph", "id", "type", "label", "value", "generatedAtTime", *_IRI, *_OWN)
"""Every key that may be written; docs/exports.md describes them."""


def _agent(identity: str | None, name: str, kind: str, document: str, leader: str | None = None) -> dict[str, Any]:
    """A source: of the same IRI everywhere if the catalogue knows it, else only within its document."""
    known = identity is not None and not identity.startswith("generic:")
    iri = identifiers.urn("agent", identity or "") if known else identifiers.urn("agent", document, name)
    return {"id": iri, "type": f"prov:{kind}", "label": name, **({"actedOnBehalfOf": leader} if leader else {})}


def _statements(at: Facts, document: str) -> Iterator[dict[str, Any]]:
    """A node for every link of the chain and the agents behind them, outermost first."""
    chain = at.claim.chain
    names = [document] + [identifiers.urn("statement", document, link.attribution or "") for link in chain if link.attribution]
    inner = [link for link in chain if link.attribution is not None]
    for n, link in enumerate(inner, 1):
        attribution = at.attributions[link.attribution or ""]
        if attribution.speaks_for:
            leader = _agent(None, attribution.speaks_for, "Organization", document)
            yield leader
        person = attribution.source_kind in ("person", "person_official", "spokesperson", "witness")
        agent = _agent(
            link.span.entity if link.span else None, link.name, "Person" if person else "Agent", document,
            leader["id"] if attribution.speaks_for else None,
        )  # fmt: skip
        yield agent
        statement = {
            "id": names[n], "type": "prov:Entity", "label": f"statement of {link.name}", "wasAttributedTo": agent["id"],
            "channel": link.channel, "stance": link.stance,
        }  # fmt: skip
        yield {**statement, **(_onwards(at, inner[n].attribution, names[n + 1]) if n < len(inner) else {})}


def _onwards(at: Facts, attribution: str | None, iri: str) -> dict[str, Any]:
    """The relation to the next statement within: quoted or derived."""
    direct = attribution is not None and at.attributions[attribution].mode == "direct"
    return {"wasQuotedFrom" if direct else "wasDerivedFrom": iri}


def bundle(at: Facts) -> dict[str, Any]:
    """One claim: `@context` and `@graph`, nodes in a fixed order, each once."""
    document = identifiers.document(at.reading, at.source)
    inner = [link.attribution for link in at.claim.chain if link.attribution]
    origin = identifiers.urn("statement", document, inner[-1]) if inner else document
    program, activity = identifiers.urn("rawi", at.reading.rawi_version), identifiers.urn("read", identifiers.claim(at))
    frame = [
        _agent(link.span.entity if link.span else None, link.name, "Person" if link.role == "author" else "Organization", document)
        for link in at.claim.chain
        if link.attribution is None
    ]
    first = _onwards(at, inner[0], identifiers.urn("statement", document, inner[0])) if inner else {}
    published = at.reading.metadata.published
    article = {
        "id": document, "type": "prov:Entity", "label": at.reading.title or at.reading.id, "sha256": at.source.document_sha256,
        "generatedAtTime": published, "wasAttributedTo": [a["id"] for a in frame], **first,
    }  # fmt: skip
    nodes: list[dict[str, Any]] = [
        {
            "id": identifiers.claim(at), "type": "prov:Entity", "label": at.id, "value": notes(at), "status": at.event.status,
            "start": at.evidence_start, "end": at.evidence_end, "wasDerivedFrom": document, "hadPrimarySource": origin,
            "wasGeneratedBy": activity,
        },
        {"id": activity, "type": "prov:Activity", "label": "reading", "used": document, "wasAssociatedWith": program},
        {"id": program, "type": "prov:SoftwareAgent", "label": f"rawi {at.reading.rawi_version}"},
        article, *frame, *_statements(at, document),
    ]  # fmt: skip
    once: dict[str, dict[str, Any]] = {}
    for node in nodes:
        once.setdefault(node["id"], {}).update({k: v for k, v in node.items() if v is not None})
    return {"@context": CONTEXT, "@graph": list(once.values())}


def records(reading: Reading, source: Origin = UNKNOWN) -> Iterator[dict[str, Any]]:
    """An object for every claim, in the order of the text."""
    for at in facts(reading, source):
        yield bundle(at)
