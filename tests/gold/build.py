#!/usr/bin/env python3
"""Turn authored YAML into gold JSONL (the shape of shared/gold/README.md).

    tests/gold/build.py            write articles.jsonl and sentences.jsonl beside this file
    tests/gold/build.py --check    write nothing; fail if a file on disk differs from what would be written

Reads authoring/articles/*.yaml (one article a file) and authoring/sentences/*.yaml (each a list of items, every one
like a tiny article without title). Any span that is not found, is ambiguous without a number, or breaks a rule is
named with its file and item, and nothing is written.

The authoring form
------------------
    id: a07-siege              # unique over all files; an article may leave it out (then: the file's name)
    published: 2016-03-04      # what «أمس» and weekdays were resolved against
    outlet: an invented or real outlet's short name
    title: عنوان               # articles only; null or absent = no title
    text: |                    # the body; newlines are kept, blanks at both ends are not
      عدن – رويترز
      قالت الشرطة إن ...
    metadata:                  # may be left out in sentences: genre report, nothing else
      {genre: report, agencies: [رويترز], author: null, dateline_place: عدن}
    names: {الشرطة: Aden police}   # optional: Arabic span text -> English name, for every span with that very text
    attributions:
      - id: a1
        source: الشرطة         # SPAN or null (the default)
        name: Aden police      # English; taken from `names` where left out
        kind: government       # source_kind
        for: null              # speaks_for
        cue: قالت              # SPAN
        content: ...           # SPAN or list of SPANs
        mode: indirect         # default indirect
        channel: unspecified   # default unspecified
        stance: asserts        # default asserts
        parent: null           # id of the attribution whose content contains this one
    events:
      - id: e1                 # may be left out: numbered e1, e2, ... in order
        trigger: قصفت          # SPAN
        type: ASSAULT/aerial   # TYPE or TYPE/mode
        agents: [طائرات]       # SPANs; default []; a lone SPAN may stand without brackets. The same for targets
        targets: []
        place: تعز             # SPAN or null
        date: 2016-03-03 أمس   # value, blank, SPAN of the time expression (or the value alone)
        killed: 5              # 5 = [5, 5]; [12, null] = at least 12. The same for injured
        injured: [20, 99]
        status: occurred       # default occurred
        by: a1                 # innermost attribution; default null = the narrator
        same: c1               # id shared by mentions of one real event; default null

A SPAN is an exact substring of title + blank line + body (of the body alone where there is no title), so the title
counts as the first place to look. Three ways to write it:
    قصفت               whole words only, if there is such an occurrence, else any; it must be the only one
    قصفت#2             the second occurrence (1-based, counted in the same way)
    ثم [[قصفت]] القرى   the part between [[ ]], where the whole phrase without the brackets occurs once
YAML: put a span in single quotes if it holds ": ", "[", "{", a comma (,) inside brackets, or begins with a quotation
mark; «أن/إن» and the opening quotation mark stay outside a content span (GUIDELINES.md).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MODES = {
    "ASSAULT": words(
        "aerial drone heavy-weapons firearms explosives suicide-attack abduct execute beat torture sexual destroy clash other"
    ),
    "CONTROL": words("gain lose hold contest"),
    "RETREAT": words("withdraw release disarm ceasefire access resign"),
    "MOBILIZE": words("troops weapons police militia exercise"),
    "COERCE": words("arrest seize censor curfew deport withhold restrict cyber misinformation"),
    "SANCTION": words("convict expel withdraw discontinue displace"),
    "PROTEST": words("demo riot strike hunger boycott obstruct"),
}
TYPES = words(
    "ASSAULT CONTROL RETREAT MOBILIZE COERCE SANCTION PROTEST THREATEN REJECT ACCUSE REQUEST"
    " AGREE CONSULT SUPPORT CONCEDE COOPERATE AID WHEREABOUTS DISASTER CLAIM-RESP"
)
GENRES = words("report opinion statement feature")
KINDS = words("person_official spokesperson government armed_group agency outlet organisation witness anonymous person document")
CITED = words("direct indirect mixed")
CHANNELS = words(
    "statement press_conference interview tweet social_media tv radio report leak letter speech phone_call video unspecified"
)
STANCES = words("asserts denies doubts believes expects promises demands asks")
STATUSES = words("occurred ongoing planned possible demanded promised threatened negated hypothetical habitual")
TOP = words("id published outlet url title text metadata names note attributions events")
META = words("genre agencies author dateline_place")
ATTRIBUTION = words("id source name kind for cue content mode channel stance parent note")
EVENT = words("id trigger type agents targets place date killed injured status by same note")
DATE = re.compile(r"\d{4}(-\d\d){0,2}(/\d{4}(-\d\d){0,2})?")
NUMBERED = re.compile(r"(.+)#(\d+)", re.DOTALL)

Span = dict[str, Any]


def wordy(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN"


def occurrences(text: str, wanted: str) -> list[int]:
    """Starts of the whole-word occurrences, or of all occurrences where there is no whole-word one."""
    starts, at = [], text.find(wanted)
    while at >= 0:
        starts.append(at)
        at = text.find(wanted, at + 1)

    def whole(start: int) -> bool:
        end = start + len(wanted)
        left = start > 0 and wordy(text[start - 1]) and wordy(wanted[0])
        right = end < len(text) and wordy(text[end]) and wordy(wanted[-1])
        return not left and not right

    return [s for s in starts if whole(s)] or starts


class Item:
    """One article or sentence being built; collects its faults instead of stopping at the first."""

    def __init__(self, raw: dict[str, Any], where: str) -> None:
        self.raw, self.where, self.faults = raw, where, list[str]()
        self.title = str(raw.get("title") or "").strip() or None
        body = str(raw.get("text") or "").strip()
        self.text = f"{self.title}\n\n{body}" if self.title else body
        self.names = {str(k): str(v) for k, v in (raw.get("names") or {}).items()}
        self.named: set[str] = set()

    def fault(self, message: str) -> None:
        self.faults.append(f"{self.where}: {message}")

    def known(self, what: str, given: dict[str, Any], allowed: frozenset[str]) -> None:
        if extra := set(given) - allowed:
            self.fault(f"{what}: unknown keys {sorted(extra)}")

    def choice(self, what: str, value: Any, allowed: frozenset[str]) -> Any:
        if value not in allowed:
            self.fault(f"{what}: {value!r} is none of {sorted(allowed)}")
        return value

    def span(self, what: str, wanted: Any, *, name: bool = False) -> Span | None:
        if wanted is None:
            return None
        wanted, nth, skip = str(wanted), 0, 0
        if "[[" in wanted and "]]" in wanted:
            before, rest = wanted.split("[[", 1)
            inner, after = rest.split("]]", 1)
            phrase, skip = before + inner + after, len(before)
        else:
            if numbered := NUMBERED.fullmatch(wanted):
                wanted, nth = numbered[1], int(numbered[2])
            phrase = inner = wanted
        starts = occurrences(self.text, phrase)
        if not phrase or not starts:
            self.fault(f"{what}: not found: {phrase!r}")
            return None
        if nth > len(starts):
            self.fault(f"{what}: only {len(starts)} occurrences, no number {nth}: {phrase!r}")
            return None
        if not nth and len(starts) > 1:
            around = " | ".join(f"#{n} …{self.text[max(0, s - 18) : s + len(phrase) + 18]}…" for n, s in enumerate(starts, 1))
            self.fault(f"{what}: ambiguous without a number: {phrase!r}: {around}".replace("\n", "⏎"))
            return None
        start = starts[max(nth - 1, 0)] + skip
        made: Span = {"start": start, "end": start + len(inner), "text": inner}
        if name and inner in self.names:
            self.named.add(inner)
            made["name"] = self.names[inner]
        return made

    def spans(self, what: str, wanted: Any, *, name: bool = False) -> list[Span]:
        many = wanted if isinstance(wanted, list) else [] if wanted is None else [wanted]
        return [s for w in many if (s := self.span(what, w, name=name))]

    def count(self, what: str, value: Any) -> list[int | None] | None:
        if value is None:
            return None
        pair = value if isinstance(value, list) else [value, value]
        if len(pair) != 2 or not all(n is None or isinstance(n, int) for n in pair):
            self.fault(f"{what}: neither a number nor [min, max]: {value!r}")
        return pair

    def dated(self, what: str, value: Any) -> Span | None:
        if value is None:
            return None
        value, _, words = str(value).partition(" ")
        if not DATE.fullmatch(value):
            self.fault(f"{what}: no date value: {value!r}")
        return {**((self.span(what, words) or {}) if words else {}), "value": value}

    def attribution(self, raw: dict[str, Any]) -> dict[str, Any]:
        what = f"attribution {raw.get('id')}"
        self.known(what, raw, ATTRIBUTION)
        source = self.span(f"{what} source", raw.get("source"), name=True)
        name = raw.get("name") or (source or {}).get("name")
        if source and name:
            source["name"] = name
        content = self.spans(f"{what} content", raw.get("content"))
        if not content:
            self.fault(f"{what}: no content")
        return {
            "id": raw.get("id"),
            "source": source,
            "source_name": name,
            "source_kind": self.choice(f"{what} kind", raw.get("kind"), KINDS),
            "speaks_for": raw.get("for"),
            "cue": self.span(f"{what} cue", raw.get("cue") or ""),
            "content": content,
            "mode": self.choice(f"{what} mode", raw.get("mode", "indirect"), CITED),
            "channel": self.choice(f"{what} channel", raw.get("channel", "unspecified"), CHANNELS),
            "parent": raw.get("parent"),
            "stance": self.choice(f"{what} stance", raw.get("stance", "asserts"), STANCES),
        }

    def event(self, raw: dict[str, Any], number: int) -> dict[str, Any]:
        key = raw.get("id") or f"e{number}"
        what = f"event {key} ({raw.get('trigger')})"
        self.known(what, raw, EVENT)
        kind, _, mode = str(raw.get("type")).partition("/")
        self.choice(f"{what} type", kind, TYPES)
        if mode or kind in ("ASSAULT", "CONTROL", "RETREAT"):
            self.choice(f"{what} mode", mode, MODES.get(kind, frozenset()))
        return {
            "id": key,
            "trigger": self.span(f"{what} trigger", raw.get("trigger") or ""),
            "type": kind,
            "mode": mode or None,
            "agents": self.spans(f"{what} agents", raw.get("agents"), name=True),
            "targets": self.spans(f"{what} targets", raw.get("targets"), name=True),
            "place": self.span(f"{what} place", raw.get("place"), name=True),
            "date": self.dated(f"{what} date", raw.get("date")),
            "killed": self.count(f"{what} killed", raw.get("killed")),
            "injured": self.count(f"{what} injured", raw.get("injured")),
            "status": self.choice(f"{what} status", raw.get("status", "occurred"), STATUSES),
            "attribution": raw.get("by"),
            "same_event": raw.get("same"),
        }

    def cross_check(self, attributions: list[dict[str, Any]], events: list[dict[str, Any]]) -> None:
        """Ids, nesting, innermost source, coreference."""
        by_id = {a["id"]: a for a in attributions}
        for kind, rows in (("attribution", attributions), ("event", events)):
            ids = [r["id"] for r in rows]
            if None in ids or len(set(ids)) < len(ids):
                self.fault(f"{kind} ids are missing or repeated: {ids}")

        def inside(span: Span | None, holder: str | None) -> bool:
            held = by_id.get(holder or "", {}).get("content", [])
            return span is not None and any(c["start"] <= span["start"] and span["end"] <= c["end"] for c in held)

        def depth(key: str | None) -> int:
            steps = 0
            while key in by_id and steps < 20:
                key, steps = by_id[key]["parent"], steps + 1
            return steps

        def innermost(what: str, span: Span | None, given: str | None, own: str | None = None) -> None:
            if given is not None and given not in by_id:
                self.fault(f"{what}: no attribution {given!r}")
            elif given is not None and not inside(span, given):
                self.fault(f"{what}: lies outside the content of {given}")
            elif deeper := [k for k in by_id if k not in (own, given) and inside(span, k) and depth(k) > depth(given)]:
                self.fault(f"{what}: lies also in the content of {deeper}, deeper than {given}")

        for a in attributions:
            if a["parent"] == a["id"] or depth(a["id"]) >= 20:
                self.fault(f"attribution {a['id']}: is its own parent")
                continue
            innermost(f"attribution {a['id']} parent", a["cue"], a["parent"], own=a["id"])
        for e in events:
            if e["type"] == "CLAIM-RESP" and e["attribution"] is None:
                continue  # «أعلن مسؤوليته عن الهجوم»: the narrator says that it was claimed
            innermost(f"event {e['id']} ({(e['trigger'] or {}).get('text')}) by", e["trigger"], e["attribution"])
        for kind, rows, parts in (("cue", attributions, ("cue", "source")), ("trigger", events, ("trigger",))):
            seen = [tuple((r[p] or {}).get("start") for p in parts) for r in rows if r[parts[0]]]
            for at in {at for at in seen if seen.count(at) > 1}:
                self.fault(f"{kind} used twice at {at[0]}: {self.text[at[0] : at[0] + 20]!r}")
        groups = [e["same_event"] for e in events if e["same_event"]]
        for group in {g for g in groups if groups.count(g) == 1}:
            self.fault(f"same event {group!r} has one mention only")

    def build(self) -> dict[str, Any]:
        raw = self.raw
        self.known("item", raw, TOP)
        if not self.text:
            self.fault("no text")
        published = raw.get("published")
        if not isinstance(published, date):
            self.fault(f"published is no date: {published!r}")
        meta = {"genre": "report", **(raw.get("metadata") or {})}
        self.known("metadata", meta, META)
        attributions = [self.attribution(a) for a in raw.get("attributions") or []]
        events = [self.event(e, n) for n, e in enumerate(raw.get("events") or [], 1)]
        self.cross_check(attributions, events)
        made: dict[str, Any] = {
            "id": str(raw.get("id")),
            "title": self.title,
            "text": self.text,
            "metadata": {
                "outlet": raw.get("outlet"),
                "url": raw.get("url"),
                "published": str(published),
                "genre": self.choice("genre", meta["genre"], GENRES),
                "agencies": self.spans("agencies", meta.get("agencies")),
                "author": self.span("author", meta.get("author")),
                "dateline_place": self.span("dateline_place", meta.get("dateline_place")),
            },
            "attributions": attributions,
            "events": events,
        }
        if unused := set(self.names) - self.named:
            self.fault(f"names that no span has: {sorted(unused)}")
        return made


def read(folder: Path, *, many: bool) -> tuple[list[dict[str, Any]], list[str]]:
    built, faults, seen = list[dict[str, Any]](), list[str](), set[str]()
    for path in sorted(folder.glob("*.yaml")):
        try:
            loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            faults.append(f"{path.name}: {error}")
            continue
        for raw in (loaded or []) if many else [loaded]:
            if not isinstance(raw, dict):
                faults.append(f"{path.name}: not a mapping: {str(raw)[:60]!r}")
                continue
            raw.setdefault("id", None if many else path.stem)
            item = Item(raw, f"{path.name} {raw['id']}" if many else path.name)
            if raw["id"] is None or str(raw["id"]) in seen:
                item.fault("id is missing or repeated")
            seen.add(str(raw["id"]))
            built.append(item.build())
            faults += item.faults
    return built, faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a file differs")
    parser.add_argument("--only", choices=("articles", "sentences"), help="build this set alone")
    args = parser.parse_args()
    bad = False
    for name in ("articles", "sentences"):
        if args.only not in (None, name):
            continue
        built, faults = read(HERE / "authoring" / name, many=name == "sentences")
        print(*faults, sep="\n", end="\n" if faults else "", file=sys.stderr)
        lines = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in built)
        target = HERE / f"{name}.jsonl"
        state = "not written"
        if faults:
            bad = True
        elif args.check:
            same = target.exists() and target.read_text(encoding="utf-8") == lines
            state, bad = ("up to date", bad) if same or not built else ("OUT OF DATE", True)
        elif built:
            target.write_text(lines, encoding="utf-8")
            state = "written"
        n_attributions, n_events = (sum(len(i[k]) for i in built) for k in ("attributions", "events"))
        print(f"{name}: {len(built)} items, {n_attributions} attributions, {n_events} events, {len(faults)} faults; {state}")
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
