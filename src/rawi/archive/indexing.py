"""What full text is searched by: every word folded and without its clitics, so that «الموصل» finds «وبالموصل»."""

from __future__ import annotations

from rawi.arabic.script import fold, fold_names
from rawi.arabic.tokens import WORD, tokenise
from rawi.lexicon import Lexicon
from rawi.model import Document
from rawi.reading.pipeline import prepare


def index_words(text: str, lexicon: Lexicon) -> str:
    """The words of `text` as the index holds them, separated by blanks.

    A word stands in its folded form without clitics and article; where the lexicon cannot tell whether a letter is a clitic, both forms
    stand, so that a search finds either.
    """
    out: list[str] = []
    for token in tokenise(text):
        if token.kind != WORD:
            out.append(fold(token.text))
            continue
        word = lexicon.word(token.text)
        bare = fold_names(word.bare or word.key or fold(token.text))
        out.append(bare)
        whole = fold_names(word.key)
        if whole and whole != bare:
            out.append(whole)
    return " ".join(w for w in out if any(c.isalnum() for c in w))


def ids_named(name: str, lexicon: Lexicon, kind: str) -> frozenset[str]:
    """The ids that the lexicon gives an Arabic name, in any spelling or alias («داعش», «الحوثيين»); `kind`: actor or place."""
    text = prepare(Document("query", name), lexicon)
    whole = len(text.tokens)
    found = (m for m in text.mentions.values() if m.first == 0 and m.last == whole)
    return frozenset(e.id for mention in found for e in mention.entities if e.kind == kind)


def query_words(words: str, lexicon: Lexicon) -> list[str]:
    """The words of a search in the form of the index."""
    out: list[str] = []
    for token in tokenise(words):
        if token.kind == WORD:
            word = lexicon.word(token.text)
            out.append(fold_names(word.bare or word.key or fold(token.text)))
        elif any(c.isalnum() for c in token.text):
            out.append(fold(token.text))
    return [w for w in out if w]
