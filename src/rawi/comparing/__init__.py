"""From the claims of many documents to incidents, origins, contradictions and revisions: pure functions over light, frozen records."""
