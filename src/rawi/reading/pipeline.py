"""The stages of a reading, in order: text, names and tags, document, attribution, events, coreference."""

from __future__ import annotations

from rawi import version
from rawi.lexicon import Lexicon
from rawi.model import Document, Reading
from rawi.reading.attribution import Attributor, finish
from rawi.reading.text import Text, find_mentions, lay_out
from rawi.reading.tagging import tag_sentence
from rawi.reading.document import describe, noise


def prepare(document: Document, lexicon: Lexicon) -> Text:
    """Tokens, words, names and tags; sentences with neither cue nor trigger are left untagged."""
    text = lay_out(document, lexicon)
    for a, b in text.sentences:
        find_mentions(text, a, b)
        tag_sentence(text, a, b)
    return text


def read_document(document: Document, lexicon: Lexicon) -> Reading:
    """The reading of one document: a pure function of its text and the lexicon."""
    text = prepare(document, lexicon)
    text.noise = noise(text)
    quiet = {n for n in range(len(text.sentences)) if any(a <= text.sentences[n][0] < b for a, b in text.noise)}
    attributor = Attributor(text)
    for n, (a, b) in enumerate(text.sentences):
        if n not in quiet:
            attributor.sentence(a, b)
    attributor.wire()
    attributions = finish(text, attributor.drafts)
    metadata = describe(text)
    from rawi.reading.events import read_events

    events = read_events(text, attributions, quiet)
    return Reading(
        document.id, text.text, document.title, metadata, tuple(attributions), tuple(events), version.__version__, lexicon.version
    )
