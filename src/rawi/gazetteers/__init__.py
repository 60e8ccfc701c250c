"""Lists of places made by others (GeoNames, OpenStreetMap, OCHA) turned into a gazetteer of the user's lexicon folder."""

from rawi.gazetteers.importing import FORMATS, Order, import_places
from rawi.gazetteers.items import Fault
from rawi.gazetteers.writing import Report

__all__ = ["FORMATS", "Fault", "Order", "Report", "import_places"]
