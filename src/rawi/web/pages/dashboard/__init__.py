"""The dashboard: what came in and from where, what was refused, what is told of when, by whom, and in what state the archive is."""

from rawi.web.pages.dashboard.overview import router

__all__ = ["router"]
