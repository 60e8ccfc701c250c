"""Names made canonical: actors, offices, places, quantities; and events in the codes of other tools."""

from rawi.resolving.stage import resolve

__all__ = ["resolve"]
