"""What tests ask of a page in the browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from rawi.web.templating import STATIC


def axe_faults(page: Page) -> list[dict[str, Any]]:
    """The serious and critical faults that axe-core finds on the page, each with its rule and the elements."""
    script = STATIC.parents[3] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        pytest.skip("needs axe-core, which scripts/frontend.sh installs")
    page.evaluate(script.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    grave = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
    return [{"rule": v["id"], "where": [n["target"] for n in v["nodes"]][:5], "why": v["help"]} for v in grave]
