"""Files, folders, HTML, JSONL and standard input: anything in, a Document or a named error out."""

from rawi.sources.documents import check_date, document_of
from rawi.sources.files import documents
from rawi.sources.items import Given, Item, Notice, Refusal

__all__ = ["Given", "Item", "Notice", "Refusal", "check_date", "document_of", "documents"]
