"""Places, incidents and holders as maps and timelines show them."""
