"""What full text is searched by: every word folded and without its clitics, so that «الموصل» finds «وبالموصل»."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rawi.arabic.script import fold, fold_names
from rawi.arabic.tokens import WORD, Token, tokenise
from rawi.lexicon import Lexicon
from rawi.model import Document
from rawi.reading.pipeline import prepare

_PIECE = re.compile(r"[^\W_]{1,200}")


MOST_WORDS = 100_000
"""So many distinct words are remembered, to keep memory bounded."""


class Indexer:
    """Makes words of texts into words of the index; remembers those it has met."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._met: dict[str, tuple[str, ...]] = {}

    def words(self, tokens: Iterable[Token]) -> str:
        """The words of a text as the index holds them, each once, separated by blanks.

        A word stands in its folded form without clitics and article; where the lexicon cannot tell whether a letter is a clitic, both
        forms stand, so that a search finds either.
        """
        out: dict[str, None] = {}
        met = self._met
        for token in tokens:
            pieces = met.get(token.text)
            if pieces is None:
                pieces = self._pieces_of(token)
                if len(met) >= MOST_WORDS:
                    met.clear()
                met[token.text] = pieces
            for piece in pieces:
                out[piece] = None
        return " ".join(out)

    def _pieces_of(self, token: Token) -> tuple[str, ...]:
        if token.kind != WORD:
            return tuple(_pieces([fold(token.text)]))
        word = self._lexicon.word(token.text)
        return tuple(_pieces([fold_names(word.bare or word.key or fold(token.text)), fold_names(word.key)]))


def index_words(text: str, lexicon: Lexicon) -> str:
    """The words of one text as the index holds them."""
    return Indexer(lexicon).words(tokenise(text))


def _pieces(words: Iterable[str]) -> list[str]:
    """Each piece of letters and digits once, in order: the same cut for what is indexed and for what is looked for."""
    return list(dict.fromkeys(piece for word in words for piece in _PIECE.findall(word)))


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
        else:
            out.append(fold(token.text))
    return _pieces(out)
