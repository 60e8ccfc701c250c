"""`rawi explain`: why a claim, or the word at an offset, was read so. A linguist finds here the lexicon entry to mend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rawi.cli.layout import excerpt, labelled, table
from rawi.cli.options import about_the_document
from rawi.errors import EmptyInput, RawiError, UnknownClaim
from rawi.exporting.safety import visible
from rawi.model import Attribution, Claim, Document, Event, Reading, Span, Why

if TYPE_CHECKING:
    from rawi.lexicon.lines import Lines
    from rawi.reading.text import Text

EPILOG = """\b
Examples:
  rawi explain article.txt
  rawi explain article.txt --claim e3
  rawi explain article.txt --offset 120
  rawi explain news.jsonl --document 4a604860b0 --claim e1
"""


def _reasons(why: tuple[Why, ...], lines: Lines) -> Iterator[str]:
    for one in why:
        entry = f" [{lines.place(one.entry)}]" if one.entry else ""
        yield labelled("why", f"{one.rule}{entry}{': ' + one.note if one.note else ''}", label_width=12)


def sentence(text: Text, at: int, lines: Lines) -> Iterator[str]:
    """The sentence around token `at`: each word's tag in context and everything it may be."""
    from rawi.reading.explaining import bounds, sentence_words

    first, left, right, last = bounds(text, at)
    cut = f" ({left - first} words before and {last - right} after it are left out)" if (left, right) != (first, last) else ""
    rows: list[tuple[str, ...]] = []
    for word in sentence_words(text, at, lines):
        notes = word.notes or ("",)
        rows.append((">" if word.here else "", str(word.start), visible(word.text), word.tag, notes[0]))
        rows.extend(("", "", "", "", note) for note in notes[1:])
    yield click.style(f"words of the sentence{cut}", bold=True)
    yield table(("", "at", "word", "tag", "readings"), rows)


def _frame(event: Event, text: Text, lines: Lines) -> Iterator[str]:
    """The entries that could fire on the trigger, the one that did, its conditions and its frame."""
    from rawi.reading.explaining import considered

    for one in considered(event, text, lines):
        yield labelled("entry", f"{one.place} {one.kind}: {'chosen' if one.chosen else 'not chosen'}", label_width=12)
        if one.conditions:
            yield labelled("conditions", one.conditions, label_width=12)
        if one.frame:
            yield labelled("frame", one.frame, label_width=12)


def _spans(label: str, spans: tuple[Span | None, ...]) -> Iterator[str]:
    from rawi.cli.view import named

    for span in spans:
        if span is not None:
            yield labelled(label, f"{span.start}-{span.end} {named(span)}", label_width=12)


def _ends(span: Span) -> str:
    words = visible(span.text).split()
    shown = " ".join(words) if len(words) < 9 else " ".join([*words[:4], "…", *words[-4:]])
    return f"{span.start}-{span.end} {shown}"


def attribution_lines(attribution: Attribution, lines: Lines) -> Iterator[str]:
    """An attribution with its bounds and reasons."""
    nested = f", inside {attribution.parent}" if attribution.parent else ""
    facts = f"{attribution.mode}, {attribution.channel}, {attribution.stance}, source {attribution.source_kind}{nested}"
    yield f"{click.style(attribution.id, bold=True)} {facts}"
    yield from _spans("cue", (attribution.cue,))
    yield from _spans("source", (attribution.source,))
    for content in attribution.content:
        yield labelled("content", _ends(content), label_width=12)
    yield from _reasons(attribution.why, lines)


def _resolved(event: Event, reading: Reading, lines: Lines) -> Iterator[str]:
    """Whom and where the names of the claim stand for, with the reasons, and the claim in other people's codes."""
    entities, locations = {e.id: e for e in reading.entities}, {p.id: p for p in reading.locations}
    spans = (*event.agents, *event.targets, *((event.place,) if event.place else ()))
    for id in dict.fromkeys(s.entity for s in spans if s.entity):
        if (entity := entities.get(id)) is not None:
            facts = (entity.name, entity.kind, entity.country, entity.acled_type)
            yield labelled("entity", f"{id}: {', '.join(f for f in facts if f)}", label_width=12)
            yield from _reasons(entity.why, lines)
        elif (place := locations.get(id)) is not None:
            facts = (place.name, place.kind, place.admin1, place.country)
            within = f"within {place.precision_km or '?'} km"
            point = f"{place.latitude}, {place.longitude} ({within})" if place.latitude is not None else "not on the map"
            yield labelled("location", f"{id}: {', '.join(f for f in facts if f)}; {point}", label_width=12)
            yield from _reasons(place.why, lines)
    if event.codes is not None:
        codes = event.codes
        known = (
            ("PLOVER", f"{codes.plover_event}/{codes.plover_mode or '-'}" if codes.plover_event else ""),
            ("ACLED", f"{codes.acled_event}, {codes.acled_sub_event}" if codes.acled_event else ""),
            ("CAMEO", codes.cameo or ""),
        )
        yield labelled("codes", "; ".join(f"{name} {code}" for name, code in known if code) or "none", label_width=12)


def _event_lines(claim: Claim, reading: Reading, text: Text, lines: Lines) -> Iterator[str]:
    from rawi.cli.view import when
    from rawi.reading.explaining import around

    event = claim.event
    same = f", same as {event.same_event}" if event.same_event else ""
    yield click.style(f"{event.id}  {event.type}/{event.mode or '-'}, {event.status}{same}", bold=True)
    at = text.sentence_of[around(text, event.trigger)]
    first, last = text.sentences[at]
    bounds = (text.tokens[first].start, text.tokens[last - 1].end)
    yield labelled("words", excerpt(reading.text, bounds, (event.trigger.start, event.trigger.end)), label_width=12, prose=True)
    yield from _spans("trigger", (event.trigger,))
    yield from _frame(event, text, lines)
    yield from _spans("agent", event.agents)
    yield from _spans("target", event.targets)
    yield from _spans("place", (event.place,))
    if event.date:
        yield labelled("date", when(event.date), label_width=12)
        yield from _spans("date words", (event.date.span,))
    for label, count in (("killed", event.killed), ("injured", event.injured)):
        if count:
            yield labelled(label, f"{list(count)}", label_width=12)
    yield from _reasons(event.why, lines)
    yield from _resolved(event, reading, lines)
    yield ""
    by_id = {a.id: a for a in reading.attributions}
    yield click.style("chain", bold=True)
    yield labelled("path", claim.path(), label_width=12)
    for link in reversed(claim.chain):
        if link.attribution is None:
            yield labelled(link.role, link.name, label_width=12)
        else:
            yield from attribution_lines(by_id[link.attribution], lines)


def explain_claim(reading: Reading, text: Text, lines: Lines, id: str) -> Iterator[str]:
    """Everything behind the claim `id`; raises UnknownClaim."""
    from rawi.reading.explaining import around

    claim = next((c for c in reading.claims if c.id == id), None)
    if claim is None:
        last = f"e1 to {reading.events[-1].id}" if reading.events else "none"
        raise UnknownClaim(f"there is no claim {id!r}; there are: {last}")
    yield from _event_lines(claim, reading, text, lines)
    yield ""
    yield from sentence(text, around(text, claim.event.trigger), lines)


def explain_offset(reading: Reading, text: Text, lines: Lines, offset: int) -> Iterator[str]:
    """What was made of the word at `offset`; raises UnknownClaim."""
    from rawi.reading.explaining import around

    if not 0 <= offset < len(reading.text) or not text.tokens:
        raise UnknownClaim(f"offset {offset} is outside the text (0 to {len(reading.text) - 1})")
    at = around(text, Span(offset, offset + 1, ""))
    token = text.tokens[at]
    if any(a <= at < b for a, b in text.noise):
        yield labelled("noise", "this line carries no claims (boilerplate, or another script)", label_width=12)
    inside = [a for a in reading.attributions if any(c.start <= token.start < c.end for c in a.content)]
    cues = [a for a in reading.attributions if a.cue.start <= token.start < a.cue.end]
    claims = [c for c in reading.claims if c.event.trigger.start <= token.start < c.event.trigger.end]
    roles = [
        f"{name} of {e.id}"
        for e in reading.events
        for name, spans in (("agent", e.agents), ("target", e.targets), ("place", (e.place,)))
        if any(s is not None and s.start <= token.start < s.end for s in spans)
    ]
    yield labelled("word", f"{token.start}-{token.end} {visible(token.text)}", label_width=12)
    yield labelled("is", ", ".join(roles) or "no argument of any claim", label_width=12)
    yield labelled("inside", ", ".join(a.id for a in inside) or "the narrator's own words", label_width=12)
    for attribution in cues:
        yield from attribution_lines(attribution, lines)
    for claim in claims:
        yield from _event_lines(claim, reading, text, lines)
    yield ""
    yield from sentence(text, at, lines)


def overview(reading: Reading, lines: Lines) -> Iterator[str]:
    """The document's own reasons and the claims to choose from."""
    from rawi.cli.view import header

    yield from header(reading)
    yield from _reasons(reading.metadata.why, lines)
    yield ""
    events = [
        (e.id, str(e.trigger.start), e.type, e.mode or "", e.status, e.attribution or "", e.trigger.text) for e in reading.events
    ]
    yield table(("id", "at", "type", "mode", "status", "said in", "trigger"), events)
    yield "\nExplain one of them with --claim ID, or any word with --offset N."


def _document(path: str, given: tuple[str | None, str | None, str | None], wanted: str | None) -> Document:
    """The Document of `path`, or the one with the id `wanted`; raises its refusal, or UnknownClaim."""
    from rawi.sources import Given, Notice, Refusal, documents

    refused: RawiError | None = None
    for item in documents([path], Given(*given)):
        if isinstance(item, Refusal):
            refused = refused or item.error
        elif not isinstance(item, Notice) and wanted in (None, item.id):
            return item
    if wanted is not None:
        raise UnknownClaim(
            f"there is no document {wanted!r} in it", where=path, hint="`rawi read` shows the ids of the documents."
        )
    raise refused or EmptyInput("there is no document in it", where=path)


@click.command(epilog=EPILOG)
@click.argument("path", metavar="PATH")
@click.option("--claim", metavar="ID", help="The claim to explain, as `rawi read` names it: e3.")
@click.option("--offset", type=int, metavar="N", help="The word at this code point of the text (title, blank line, body).")
@click.option("--document", metavar="ID", help="Which document of a folder or JSONL file; the first when left out.")
@about_the_document
def explain(
    path: str,
    claim: str | None,
    offset: int | None,
    document: str | None,
    published: str | None,
    outlet: str | None,
    title: str | None,
    lexicon: Path | None,
) -> None:
    """Show why a claim, or a word, was read as it was: analyses, frame, arguments, attribution, status."""
    from rawi.lexicon import load
    from rawi.lexicon.lines import Lines
    from rawi.pipeline import read_safely
    from rawi.reading.pipeline import prepare

    found = _document(path, (published, outlet, title), document)
    loaded = load(lexicon)
    reading, lines = read_safely(found, loaded), Lines(lexicon)
    text = prepare(found, loaded)
    if claim is not None:
        shown = explain_claim(reading, text, lines, claim)
    elif offset is not None:
        shown = explain_offset(reading, text, lines, offset)
    else:
        shown = overview(reading, lines)
    for line in shown:
        click.echo(line)
