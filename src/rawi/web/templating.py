"""Pages out of templates: everything that comes from an archive is escaped, isolated, and its controls are shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from rawi.errors import NotBuilt, RawiError
from rawi.exporting.safety import visible
from rawi.version import __version__
from rawi.web.languages import COOKIES, Speech, preferences_of
from rawi.web.people import person_of

STATIC = Path(str(files("rawi.web"))) / "static"
"""Scripts, styles, fonts and the base map, built by scripts/frontend.sh."""
_SHOWN = re.compile(r"&lt;(U\+[0-9A-F]{4,6}|\+\d+ marks)&gt;")


@cache
def environment() -> Environment:
    """The templates; a name that is not given is a fault, not an empty string."""
    made = Environment(
        loader=PackageLoader("rawi.web"), autoescape=select_autoescape(default=True, default_for_string=True), undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters["told"] = told
    made.globals["static"] = static
    made.globals["version"] = __version__
    made.globals["choices"] = COOKIES
    return made


def told(text: object) -> Markup:
    """What an archive says (a title, a name, a quote): one line, isolated, direction by its first letter, controls flagged.

    `{{ title|told }}`: every string that comes out of an article, feed or lexicon goes through it. None is nothing.
    """
    shown = bare(text)
    return Markup('<bdi dir="auto">{}</bdi>').format(shown) if shown else shown


def bare(text: object) -> Markup:
    """As `told`, without isolating: for the pieces of one sentence, which are isolated together, or its words would change places."""
    if text is None or text == "":
        return Markup("")
    return Markup(_SHOWN.sub(r'<span class="flag">\1</span>', str(escape(visible(str(text))))))  # escaped here


@cache
def static(name: str) -> str:
    """The address of a built file, with its hash, so that browsers may keep it; raises NotBuilt."""
    try:
        return f"/static/{name}?v={sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"
    except OSError:
        raise NotBuilt(f"{name} has not been built") from None


def page(request: Request, template: str, /, status: int = 200, **values: Any) -> Response:
    """A template as an answer.

    It knows `t` (words, dates, numbers), `p` (preferences), `person`, `local` (nobody signs in), and `request`.
    """
    return HTMLResponse(render(request, template, **values), status)


def render(request: Request, template: str, /, **values: Any) -> str:
    """A template, or a part of a page, as text."""
    preferences = preferences_of(request)
    speech = Speech(preferences)
    local = request.app.state.archive.settings.local
    made = environment().get_template(template)
    return made.render(t=speech, p=preferences, person=person_of(request), local=local, request=request, **values)


def fault_page(request: Request, error: RawiError, status: int, headers: Mapping[str, str]) -> Response:
    """The page that says what went wrong and what to do next; where even that fails, plain text."""
    try:
        body = render(request, "fault.html", error=error, status=status)
    except RawiError:
        return Response(f"{error.code} {visible(str(error))}\n{error.hint}\n", status, dict(headers), "text/plain")
    return HTMLResponse(body, status, dict(headers))
