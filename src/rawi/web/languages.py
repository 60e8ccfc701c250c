"""The interface in Arabic and English, and dates, numbers and digits by choice. Words are data: `messages/*.yaml`, one file a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

import yaml
from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from starlette.requests import Request

LANGUAGES = ("ar", "en")
MONTHS = {"egypt": "ar_EG", "levant": "ar_SY", "maghreb": "ar_DZ", "iso": None}
"""Whose names of the months: يناير, كانون الثاني, جانفي, or numbers (CLDR)."""
DIGITS = ("latn", "arab")
THEMES = ("auto", "light", "dark")
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_LATIN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


@dataclass(frozen=True, slots=True)
class Preferences:
    """How one person wants to see things; kept in cookies.

    `language` of LANGUAGES, `months` of MONTHS, `digits` of DIGITS, `theme` of THEMES.
    """

    language: str = "ar"
    months: str = "egypt"
    digits: str = "latn"
    theme: str = "auto"

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return "rtl" if self.language == "ar" else "ltr"


COOKIES = {"language": LANGUAGES, "months": tuple(MONTHS), "digits": DIGITS, "theme": THEMES}
"""What a preference may be; each cookie is `rawi_` and the name."""


def preferences_of(request: Request) -> Preferences:
    """What the cookies say; where there is none, the language that the browser asks for first among ours."""
    said = {name: request.cookies.get(f"rawi_{name}", "") for name in COOKIES}
    known = {name: value for name, value in said.items() if value in COOKIES[name]}
    if "language" not in known:
        known["language"] = _asked_for(request.headers.get("accept-language", ""))
    return Preferences(**known)


def _asked_for(header: str) -> str:
    for part in header[:200].split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in LANGUAGES:
            return code
    return "ar"


def country_name(code: str | None, language: str) -> str:
    """The name of a country (CLDR) by its ISO 3166-1 code; the code itself where it is of no country."""
    return str(Locale(language).territories.get(code, code)) if code else ""


def named(english: str | None, arabic: str | None, language: str) -> str:
    """The name in that language, else in the other."""
    return (arabic or english or "") if language == "ar" else (english or arabic or "")


@cache
def messages() -> Mapping[str, Mapping[str, object]]:
    """All messages by key: for each language a text, or a mapping of plural categories (CLDR: zero, one, two, few, many, other)."""
    out: dict[str, Mapping[str, object]] = {}
    for path in sorted((files("rawi.web") / "messages").iterdir(), key=lambda p: p.name):
        if path.name.endswith(".yaml"):
            for key, entry in (yaml.safe_load(path.read_text("utf-8")) or {}).items():
                if key in out:
                    raise ValueError(f"{path.name}: {key} stands in another file too")
                out[key] = entry
    return out


@dataclass(frozen=True, slots=True)
class Speech:
    """Says things in one language with one choice of digits and months."""

    preferences: Preferences

    def __call__(self, key: str, /, **values: object) -> str:
        """The message of that key with `{name}` filled in; `n` chooses the plural and is written with the digits chosen.

        A key that is not there is shown as it is, in brackets: a test finds them.
        """
        entry = messages().get(key)
        if entry is None:
            return f"[{key}]"
        text = entry[self.preferences.language]
        if isinstance(text, Mapping):
            number = values.get("n", 0)
            form = Locale(self.preferences.language).plural_form(abs(int(number)) if isinstance(number, int) else 0)
            text = text.get(form) or text["other"]
        filled = {name: self.number(v) if isinstance(v, int | float) and not isinstance(v, bool) else v for name, v in values.items()}
        return str(text).format(**filled)

    def known(self, key: str, otherwise: str) -> str:
        """The message of that key, or `otherwise` where there is none: for codes that come out of the archive."""
        return self(key) if key in messages() else otherwise

    def country(self, code: str | None) -> str:
        """The name of a country by its code."""
        return country_name(code, self.preferences.language)

    def number(self, value: float | None) -> str:
        """A number with its groups, in the digits chosen; nothing for None."""
        if value is None:
            return ""
        return self.digits(format_decimal(value, locale="en" if self.preferences.language == "en" else "ar_EG@numbers=latn"))

    def digits(self, text: str) -> str:
        """The text with its digits as chosen."""
        return text.translate(_ARABIC_DIGITS if self.preferences.digits == "arab" else _LATIN_DIGITS)

    def day(self, value: str | date | None) -> str:
        """A day (or ISO 8601 text of one) in words; what is no day stays as it is."""
        if value is None:
            return ""
        try:
            value = date.fromisoformat(value[:10]) if isinstance(value, str) else value
        except ValueError:
            return self.digits(str(value))
        locale = MONTHS[self.preferences.months]
        if locale is None:
            return self.digits(value.isoformat())
        return self.digits(format_date(value, "d MMMM y", locale=locale if self.preferences.language == "ar" else "en"))

    def moment(self, value: str | datetime | None) -> str:
        """An instant (or ISO 8601 text of one), to the minute, UTC; what is none stays as it is."""
        if value is None:
            return ""
        try:
            value = datetime.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            return self.digits(str(value))
        locale = MONTHS[self.preferences.months]
        if locale is None:
            return self.digits(value.strftime("%Y-%m-%d %H:%M"))
        return self.digits(format_datetime(value, "d MMMM y HH:mm", locale=locale if self.preferences.language == "ar" else "en"))

    def span(self, low: int | None, high: int | None) -> str:
        """Two ends of a count: «3», «3–5», «3+»; nothing where nothing is told."""
        if low is None:
            return ""
        if high is None:
            return f"{self.number(low)}+"
        return self.number(low) if low == high else f"{self.number(low)}–{self.number(high)}"
