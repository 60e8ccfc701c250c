"""Names, dates and numbers made canonical, as far as a single article allows."""
