"""Bylines on the line of the story itself, with and without a headline."""

from __future__ import annotations

import pytest

import rawi


@pytest.mark.parametrize("title", [None, "قتلى في عدن"])
@pytest.mark.parametrize(
    ("text", "agency", "place"),
    [
        ("عدن (رويترز) - قتل شخصان في انفجار قنبلة.", "رويترز", "عدن"),
        ("الرياض - واس - أعلنت الوزارة القبض على اثنين.", "واس", "الرياض"),
    ],
)
def test_agency_and_dateline(text: str, agency: str, place: str, title: str | None) -> None:
    found = rawi.read(text, title=title).metadata
    assert [a.text for a in found.agencies] == [agency]
    assert found.dateline_place is not None
    assert found.dateline_place.text == place


def test_an_agency_between_dashes_within_the_story_is_no_byline() -> None:
    assert rawi.read("قصفت الطائرات - بحسب رويترز - مدينة عدن.").metadata.agencies == ()
