"""The search page: claims by every filter, permalinks, saved searches, exports of what is shown."""

from rawi.web.pages.search.exports import router as _exports
from rawi.web.pages.search.looking import router
from rawi.web.pages.search.saving import router as _saving

router.include_router(_exports)
router.include_router(_saving)

__all__ = ["router"]
