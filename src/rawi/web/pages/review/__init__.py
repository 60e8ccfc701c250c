"""Review: one claim after another, judged with one key, mended, taken back; all that was decided; gold made of it.

`looking` shows, `deciding` takes decisions, `forms` reads what is sent, `shown` makes of a claim what the templates need.
"""

from __future__ import annotations

from fastapi import APIRouter

from rawi.web.pages.review import deciding, looking

router = APIRouter(include_in_schema=False)
router.include_router(looking.router)
router.include_router(deciding.router)
