"""One module a page, each with a `router`."""
