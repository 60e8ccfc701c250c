"""`rawi control`: who is said to hold a place, when, and by whom."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rawi.cli.accounts import Chosen, accounts, days_apart, ordinal_of, sites_named, written
from rawi.cli.layout import excerpt, labelled
from rawi.exporting.safety import isolated

if TYPE_CHECKING:
    from rawi.comparing.control import ControlClaim
    from rawi.comparing.holding import Dispute, Held, Mark, Timeline, Voice
    from rawi.comparing.sites import Site
    from rawi.comparing.standing import Answer, Summary

EPILOG = """\b
Examples:
  rawi control my-archive الباغوز
  rawi control my-archive Baghouz --on 2019-03-21
  rawi control my-archive Ramadi --from 2015-05-01 --to 2015-12-31 --according-to isis
  rawi control my-archive Aden --format csv > aden.csv
"""
AROUND = 90
QUOTED = 2
"""So many quotes are shown for one span; JSON and CSV give all."""
OPEN = "…"


@click.command(epilog=EPILOG)
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("place")
@accounts
def control(
    archive: Path, place: str, on: str | None, first: str | None, last: str | None, according_to: str | None, form: str,
    store: str | None, lexicon: Path | None,
) -> None:  # fmt: skip
    """Show who held PLACE, according to whom: a name in Arabic or English, or an id. Nothing is settled; disputes are shown as such."""
    from rawi.archive.opening import open_store
    from rawi.comparing.archived import control_in
    from rawi.comparing.holding import timelines
    from rawi.comparing.sites import relation
    from rawi.comparing.standing import held_on, summary
    from rawi.lexicon import load

    day, begin, end = ordinal_of(on), ordinal_of(first), ordinal_of(last)
    sites = sites_named(place, lexicon)
    chosen = Chosen(according_to, lexicon)
    with open_store(archive, store) as opened, opened.connection() as connection:
        claims = [c for c in control_in(connection, load(lexicon), sites) if chosen(c.source, c.speaker, _voice(c))]
    site = next((s for s in sites if any(relation(c.site, s) == "itself" for c in claims)), sites[0])
    others = [s.id for s in sites if s.id != site.id]
    if others:
        click.echo(f"{site.id} is shown; the name is also that of {', '.join(others[:5])}", err=True)
    claims = sorted({c for c in claims if relation(c.site, site)}, key=lambda c: c.key)
    lines = [_within(line, begin, end) for line in timelines(claims)]
    kin = {line.site.id: relation(line.site, site) or "" for line in lines}
    lines = sorted((li for li in lines if li.spans or li.marks), key=lambda li: ("itself", "wider", "inside").index(kin[li.site.id]))
    answers = held_on(claims, site, day) if day is not None else ()
    if form == "json":
        click.echo(json.dumps(_json(site, on, lines, kin, answers), ensure_ascii=False, indent=2))
    elif form == "csv":
        click.echo(_csv(lines, answers, on), nl=False)
    elif on:
        click.echo("\n".join(_answers(site, on, answers, summary(answers))))
    else:
        click.echo("\n".join(_text(site, lines, kin)))


def _voice(claim: ControlClaim) -> Voice:
    from rawi.comparing.holding import voice_of

    return voice_of(claim.source, claim.speaker, claim.chain[0])


def _within(line: Timeline, begin: int | None, end: int | None) -> Timeline:
    """What overlaps the days asked for; what has no day only where none are asked for."""
    from rawi.comparing.holding import Timeline

    if begin is None and end is None:
        return line

    def overlaps(first: int | None, last: int | None) -> bool:
        return first is not None and (end is None or first <= end) and (begin is None or last is None or last >= begin)

    return Timeline(
        line.site,
        tuple(s for s in line.spans if overlaps(s.first, s.last)),
        tuple(m for m in line.marks if overlaps(m.day, m.end if m.end is not None else m.day)),
        tuple(d for d in line.disputes if overlaps(d.first, d.last)),
    )


def _json(site: Site, on: str | None, lines: Iterable[Timeline], kin: dict[str, str], answers: Sequence[Answer]) -> dict[str, object]:
    from rawi.comparing.plain import answer_json, site_json, summary_json, timeline_json
    from rawi.comparing.standing import summary

    out: dict[str, object] = {"place": site_json(site)}
    if on:
        return {**out, "on": on, "summary": summary_json(summary(answers)), "answers": [answer_json(a) for a in answers]}
    return {**out, "timelines": [timeline_json(line, kin[line.site.id]) for line in lines]}


def _csv(lines: Iterable[Timeline], answers: Iterable[Answer], on: str | None) -> str:
    from rawi.comparing.plain import ANSWER_COLUMNS, CLAIM_COLUMNS, answer_row, claim_row

    if on:
        return written(ANSWER_COLUMNS, (answer_row(a) for a in answers))
    claims = {c for line in lines for c in (*(c for s in line.spans for c in s.claims), *(m.claim for m in line.marks))}
    return written(CLAIM_COLUMNS, (claim_row(c, _voice(c)) for c in sorted(claims, key=lambda c: (c.site.id, c.day or 0, c.key))))


def _title(site: Site) -> str:
    return click.style(isolated(f"{site.name} {site.arabic}".strip()), bold=True) + f" [{site.id}]"


def _text(site: Site, lines: Sequence[Timeline], kin: dict[str, str]) -> Iterator[str]:
    notes = {"itself": "", "wider": "  (it lies in this: weaker)", "inside": "  (lies in it)"}
    if not any(kin[line.site.id] == "itself" for line in lines):
        yield f"{_title(site)}: nobody says who held it"
    for line in lines:
        yield _title(line.site) + notes[kin[line.site.id]]
        for voice in line.voices:
            yield f"  according to {click.style(isolated(voice.name), bold=True)} ({voice.kind})"
            for span in (s for s in line.spans if s.voice.key == voice.key):
                yield from _span(span)
            for mark in (m for m in line.marks if m.voice.key == voice.key):
                yield from _mark(mark)
        for dispute in line.disputes:
            yield f"  {click.style('disputed', bold=True)} {_dispute(dispute)}"
        yield ""


def _dispute(d: Dispute) -> str:
    from rawi.comparing.plain import names
    from rawi.comparing.tellings import iso

    against = {"holds": "held by", "denied": "denied of", "lost": "lost by"}[d.kind]
    one, other = (", ".join(v.name for v in voices) for voices in (d.voices, d.against))
    others = names(d.others) or "any named holder"
    days = f"{iso(d.first)} to {iso(d.last) or OPEN}"
    return isolated(f"{days}: held by {names(d.holders)} (said by {one}) / {against} {others} (said by {other})")


def _span(s: Held) -> Iterator[str]:
    from rawi.comparing.plain import names
    from rawi.comparing.tellings import iso

    if s.earlier or s.first is None:
        when = f"at some time before {iso(s.heard)}" if s.heard is not None else "on a day that is not told"
    else:
        ended = f" ({s.ended})" if s.ended else ""
        when = f"{'' if s.exact else 'by '}{iso(s.first)} to {iso(s.last) or OPEN}{ended}, last said {iso(s.heard)}"
    extent = f" [{s.extent}]" if s.extent else ""
    yield isolated(f"    held by {names(s.holders)}{extent}: {when}")
    for claim in s.claims[:QUOTED]:
        yield _quote(claim)
    if len(s.claims) > QUOTED:
        yield f"      and {len(s.claims) - QUOTED} more"


def _mark(m: Mark) -> Iterator[str]:
    from rawi.comparing.plain import names
    from rawi.comparing.tellings import iso

    day = (("" if m.claim.exact else "by ") + (iso(m.day) or "")) if m.day is not None else "no day told"
    what = m.kind if m.kind in (m.claim.kind, f"{m.claim.kind} by somebody") else f"{m.kind}: {m.claim.kind}"
    yield isolated(f"    {what} {names(m.parties) or OPEN}: {day}{' to ' + (iso(m.end) or '') if m.end is not None else ''}")
    yield _quote(m.claim)


def _quote(c: ControlClaim) -> str:
    bounds, mark = (0, len(c.quote)), (c.start - c.quote_start, c.end - c.quote_start)
    return labelled(f"{c.document} {c.claim}", excerpt(c.quote, bounds, mark, around=AROUND), indent=6, label_width=14, prose=True)


def _answers(site: Site, on: str, answers: Sequence[Answer], told: Summary) -> Iterator[str]:
    from rawi.comparing.plain import names
    from rawi.comparing.tellings import iso

    yield f"{_title(site)} on {on}: {click.style(_verdict(told), bold=True)}"
    for a in answers:
        age = "" if a.age is None else f", said {days_apart(a.age)}"
        kin = {"itself": "", "wider": f" [weaker: of {a.site.name}, where it lies]", "inside": f" [of {a.site.name}, in it]"}[a.relation]
        extent = f" [{a.extent}]" if a.extent else ""
        side = {"itself": " (itself)", "enemy": " (its enemy)"}.get(a.side, "")
        says = {"holds": "held by", "held no longer": "no longer held by", "denies": "denied:"}[a.says]
        since = f"{'since' if a.exact else 'since at the latest'} {iso(a.since)}"
        yield isolated(f"  {says} {names(a.holders) or 'anybody'}{extent}{kin}, according to {a.voice.name}{side}: {since}{age}")
        yield _quote(a.claims[-1])


def _verdict(told: Summary) -> str:
    """The line that says whether they agree."""
    from rawi.comparing.plain import names

    camps = [f"{names(holders)} (said by {', '.join(v.name for v in voices)})" for holders, voices in told.camps]
    if told.kind == "nobody":
        return "nobody says who held it"
    if told.kind == "agreed":
        return isolated(f"all {told.origins} independent origins agree on {camps[0]}")
    if told.kind == "one origin":
        return isolated(f"one origin only: {camps[0]}")
    denied = [f"denied or gone: {names(h) or 'anybody'} (said by {v.name})" for h, v in told.denied]
    if told.kind == "disputed":
        return isolated("disputed between " + " and ".join([*camps, *denied]))
    unclear = [f"{names(h)} (said by {v.name})" for h, v in told.unclear]
    return isolated("; ".join([*denied, *(f"held by somebody unnamed: {u}" for u in unclear)]))
