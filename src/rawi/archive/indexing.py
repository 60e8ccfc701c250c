"""What full text is searched by: every word folded and without its clitics, so that «الموصل» finds «وبالموصل»."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rawi.arabic.script import fold, fold_names
from rawi.arabic.tokens import WORD, tokenise
from rawi.lexicon import Lexicon
from rawi.model import Document
from rawi.reading.pipeline import prepare

_PIECE = re.compile(r"[^\W_]{1,200}")


def index_words(text: str, lexicon: Lexicon) -> str:
    """The words of `text` as the index holds them, each once, separated by blanks.

    A word stands in its folded form without clitics and article; where the lexicon cannot tell whether a letter is a clitic, both forms
    stand, so that a search finds either.
    """
    out: dict[str, None] = {}
    for token in tokenise(text):
        if token.kind == WORD:
            word = lexicon.word(token.text)
            bare = fold_names(word.bare or word.key or fold(token.text))
            out[bare] = None
            if (whole := fold_names(word.key)) and whole != bare:
                out[whole] = None
        else:
            out[fold(token.text)] = None
    return " ".join(_pieces(out))


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
