"""What people say of claims: kept beside what was read, never in its place.

`records` says what a review is, `keeping` adds them, `standing` tells what holds of them, `agreement` how far people agree, `queue` which
claim comes next and `doubt` how unsure each is, `claimed` shows one claim in its article, `repairs` checks and applies corrections,
`entries` finds the lexicon entries behind a claim, `gold` turns what was reviewed into gold for `rawi evaluate`.
"""
