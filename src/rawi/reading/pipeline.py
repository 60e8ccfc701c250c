"""The stages of reading, in order: text, names and tags, document, attribution, events, coreference."""

from __future__ import annotations

from rawi.lexicon import Lexicon
from rawi.model import Document, Reading
from rawi.reading.attribution import read_sentence
from rawi.reading.document import byline, describe, noise
from rawi.reading.drafts import State
from rawi.reading.events import read_events
from rawi.reading.nesting import finish
from rawi.reading.tagging import tag_sentence
from rawi.reading.text import Text, find_mentions, lay_out
from rawi.reading.wire import read_wires
from rawi.version import __version__


def prepare(document: Document, lexicon: Lexicon) -> Text:
    """Tokens, words, names and tags; sentences with neither cue nor trigger are left untagged."""
    text = lay_out(document, lexicon)
    for a, b in text.sentences:
        find_mentions(text, a, b)
        tag_sentence(text, a, b)
    return text


def read_text(text: Text) -> Reading:
    """What a prepared text says, its names not yet resolved: a pure function of the text and the lexicon."""
    document = text.document
    text.noise = noise(text)
    quiet = {n for n in range(len(text.sentences)) if any(a <= text.sentences[n][0] < b for a, b in text.noise)}
    head = byline(text)
    state = State(text)
    for n, (a, b) in enumerate(text.sentences):
        if n not in quiet:
            read_sentence(state, max(a, head.end) if a < head.end < b else a, b)
    read_wires(state)
    attributions = finish(text, state.drafts)
    metadata = describe(text, head, attributions)
    events = read_events(text, attributions, quiet)
    return Reading(document.id, text.text, document.title, metadata, tuple(attributions), tuple(events), __version__, text.lexicon.version)
