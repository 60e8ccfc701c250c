"""The lexicon: data files, their schema, the compiler and the look-up. `load` gives the lexicon in use."""

from rawi.lexicon.loading import load
from rawi.lexicon.records import CueSense, Entity, EventSense, Reading, Word
from rawi.lexicon.runtime import Lexicon

__all__ = ["CueSense", "Entity", "EventSense", "Lexicon", "Reading", "Word", "load"]
