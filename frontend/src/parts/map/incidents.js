// Incidents over time: the map, the days, the legend, the list of what is in view, and the panel of what was chosen.
import { classify, inkOn } from "./classes.js";
import { coreOf, daysControl } from "./days.js";
import { colours, drawable, makeMap, still, text } from "./ground.js";
import { circles, counts, fill, marksOf, markLayers, points, shadeAreas } from "./marks.js";
import { isoDay, make, ordinalOf, speech, told } from "./speech.js";

const LISTED = 100;
const BEGIN = [39, 27.5, 3.6];

export async function incidentsMap(data) {
  const words = speech(data), { say, number, day, span } = words;
  const $ = (name) => document.getElementById(name);
  const host = $("incidents-map"), asked = data.asked;
  const answer = await fetch(data.incidents);
  if (!answer.ok) return void ($("map-state").textContent = say("failed"));
  let loaded = await answer.json();
  let colour = asked.colour, marked, classes, days, unplaced = [], map = null;
  let shown = () => true;

  function prepare() {
    marked = marksOf(loaded);
    const found = classify(loaded, colour, say, data.language);
    for (const c of found.classes) c.dark = inkOn(c.colour) === "#111111";
    classes = found;
  }
  prepare();

  const c = () => loaded.columns;
  const dates = c().first.filter((d) => d !== null);

  const letter = (kind) => classes.classes[kind]?.letter ?? "";
  const written = (mark) => (mark.rows.length === 1 ? letter(mark.kind) : `${letter(mark.kind)} ${number(mark.rows.length)}`.trim());

  // ---- what is shown
  function refresh() {
    const { from, to } = days ? days.state : {}, whole = !days || days.whole(), { first, last } = c();
    shown = (n) => (first[n] === null ? whole : whole || (first[n] <= to && (last[n] ?? first[n]) >= from));
    unplaced = fill(marked, classes, shown);
    if (map?.getSource("points")) {
      map.getSource("points").setData(points(marked.marks, written));
      map.getSource("circles").setData(circles(marked.marks, written));
      map.getSource("counts").setData(counts(marked.marks, written));
      shadeAreas(map, marked.marks, classes.classes, colours());
    }
    list();
    listUnplaced();
    remember();
  }
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; refresh(); });
  };

  // ---- lists
  function row(n) {
    const col = c(), place = loaded.places[col.place[n]], kind = classes.classes[classes.of[n]];
    const sign = make("span", { class: "sign", "aria-hidden": "true" }, kind.letter);
    sign.style.backgroundColor = kind.colour;
    sign.style.color = inkOn(kind.colour);
    const about = [];
    if (col.first[n] !== null) about.push(col.last[n] > col.first[n] ? `${day(col.first[n])} – ${day(col.last[n])}` : day(col.first[n]));
    else about.push(say("no_day"));
    if (col.killed_low[n] !== null) about.push(say("killed", { n: col.killed_low[n], count: span(col.killed_low[n], col.killed_high[n]) }));
    about.push(say("origins", { n: col.origins[n] }));
    if (col.contradictions[n]) about.push(say("contradicted"));
    const where = place ? [" · ", told(place[1])] : [];
    if (place && (place[2] === "area" || place[2] === "circle")) where.push(` (${say(`form.${place[2]}`, { n: Math.round(place[5]) })})`);
    const link = make("a", { href: `/incidents/${encodeURIComponent(col.id[n])}` }, loaded.types[col.type[n]][1], ...where);
    return make("li", {}, sign, make("div", {}, link, make("div", { class: "soft small" }, about.join(" · "))));
  }
  function rows(into, numbers, total) {
    into.replaceChildren(...numbers.slice(0, LISTED).map(row));
    if (total > LISTED) into.append(make("li", { class: "soft" }, say("more", { n: total - LISTED })));
  }
  const inView = () => {
    const box = map?.getBounds();
    const inside = box && marked.marks.map((m) => m.lat >= box.getSouth() && m.lat <= box.getNorth() && turned(m.lon, box.getWest()) <= box.getEast());
    return (n) => marked.of[n] >= 0 && (!inside || inside[marked.of[n]]);
  };
  const turned = (lon, west) => lon + 360 * Math.ceil((west - lon) / 360);
  function list() {
    const here = inView(), first = [];
    let total = 0;
    for (let n = 0; n < c().id.length; n++) {
      if (!shown(n) || !here(n)) continue;
      if (total++ < LISTED) first.push(n);
    }
    $("in-view-count").textContent = say("in_view", { n: total });
    rows($("in-view"), first, total);
  }
  function listUnplaced() {
    $("unplaced-count").textContent = say("unplaced", { n: unplaced.length });
    const by = new Map();
    for (const n of unplaced) by.set(c().country[n], (by.get(c().country[n]) ?? 0) + 1);
    const told_of = [...by].sort((a, b) => b[1] - a[1]).map(([at, n]) => `${at < 0 ? say("no_country") : loaded.countries[at][1]} ${number(n)}`);
    $("unplaced-countries").textContent = told_of.join(" · ");
    rows($("unplaced"), unplaced, unplaced.length);
  }
  function choose(marks) {
    const numbers = marks.flatMap((m) => m.rows).sort((a, b) => a - b), panel = $("chosen");
    const title = $("chosen-title");
    title.replaceChildren(...marks.slice(0, 3).flatMap((m, n) => (n ? ["، ", told(m.name)] : [told(m.name)])), " · ", say("incidents", { n: numbers.length }));
    $("chosen-form").textContent = marks.some((m) => m.form !== "point") ? say("wide") : "";
    rows($("chosen-rows"), numbers, numbers.length);
    panel.hidden = false;
    title.focus();
  }
  $("chosen-close").addEventListener("click", () => { $("chosen").hidden = true; host.querySelector("canvas")?.focus(); });
  $("chosen").addEventListener("keydown", (event) => event.key === "Escape" && $("chosen-close").click());

  // ---- legend
  function legend() {
    $("legend").replaceChildren(
      ...classes.classes.filter((k) => k.used).map((k) => {
        const sign = make("span", { class: "sign", "aria-hidden": "true" }, k.letter);
        sign.style.backgroundColor = k.colour;
        sign.style.color = inkOn(k.colour);
        return make("li", {}, sign, told(k.name));
      }),
      make("li", {}, make("span", { class: "sign mixed", "aria-hidden": "true" }, number(9)), say("mixed")),
      make("li", {}, make("span", { class: "sign hatched", "aria-hidden": "true" }), say("wide")),
    );
  }

  // ---- the address says what is seen
  let timer = 0;
  function remember() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const address = new URL(location.href), set = (name, value) => (value ? address.searchParams.set(name, value) : address.searchParams.delete(name));
      if (days) { set("since", isoDay(days.state.from)); set("until", isoDay(days.state.to)); }
      set("colour", colour === "type" ? "" : colour);
      if (map) { const at = map.getCenter().wrap(); set("view", `${at.lng.toFixed(4)},${at.lat.toFixed(4)},${map.getZoom().toFixed(2)}`); }
      history.replaceState(null, "", address);
      $("permalink").dataset.copy = location.href;
      for (const name of ["since", "until", "view", "colour"]) if ($(`keep-${name}`)) $(`keep-${name}`).value = address.searchParams.get(name) ?? "";
    }, 250);
  }

  // ---- the map itself
  function lay(made, ink) {
    markLayers(made, ink, classes.classes, text, data.digits === "arab" ? ["number-format", ["get", "n"], { locale: "ar-u-nu-arab" }] : ["number-format", ["get", "n"], { locale: "en" }]);
    refresh();
  }
  function relay() {
    const style = map.getStyle();
    for (const layer of style.layers) if (/^(shade|hatch|circle|point|count)s?-?/.test(layer.id) && layer.id !== "countries") map.removeLayer(layer.id);
    for (const name of ["points", "circles", "counts"]) map.removeSource(name);
    lay(map, colours());
  }
  async function picked(event) {
    const found = map.queryRenderedFeatures([[event.point.x - 4, event.point.y - 4], [event.point.x + 4, event.point.y + 4]], { layers: ["points", "counts", "circle-fill"] });
    const cluster = found.find((f) => f.properties.point_count);
    if (cluster) {
      const zoom = await map.getSource("points").getClusterExpansionZoom(cluster.properties.cluster_id);
      return map.easeTo({ center: cluster.geometry.coordinates, zoom: zoom + 0.2, duration: still() ? 0 : 400 });
    }
    const marks = [...new Set(found.map((f) => f.properties.at))].map((at) => marked.marks[at]);
    const exact = marks.filter((m) => m.form === "point");
    if (marks.length) return choose(exact.length ? exact : marks);
    const area = map.queryRenderedFeatures(event.point, { layers: ["shade-areas"] }).concat(map.queryRenderedFeatures(event.point, { layers: ["shade-countries"] }));
    const under = area.map((f) => marked.marks.find((m) => m.area === `${f.source}:${f.id}` && m.rows.length)).find(Boolean);
    if (under) choose([under]);
  }

  let outside = 0;
  if (dates.length) {
    const [from, to] = [asked.since, asked.until].map((iso) => (iso ? ordinalOf(iso) : undefined));
    const [first, last] = coreOf(dates, [from, to].filter((d) => d !== undefined));
    days = daysControl($("days"), { first, last, of: c().first, words, changed: soon, from, to });
    outside = dates.filter((d) => d < first || d > last).length;
  }
  $("map-state").textContent = loaded.left_off ? say("left_off", { n: loaded.left_off }) : say("loaded", { n: loaded.total });
  const undated = c().first.length - dates.length;
  $("undated").textContent = [undated ? say("undated", { n: undated }) : "", outside ? say("outside", { n: outside }) : ""].filter(Boolean).join(" · ");
  legend();
  $("colour").addEventListener("change", async (event) => {
    colour = event.target.value;
    if (colour === "actor" && !loaded.agents.length) {
      const address = new URL(data.incidents, location.href);
      address.searchParams.set("colour", "actor");
      loaded = await (await fetch(address)).json();
    }
    prepare();
    legend();
    map ? relay() : refresh();
  });

  if (drawable()) {
    const begin = asked.view ? asked.view.split(",").map(Number) : BEGIN;
    map = makeMap(host, data, begin, say, lay);
    let moved = 0;
    map.on("moveend", () => {
      clearTimeout(moved);
      moved = setTimeout(() => { list(); remember(); }, 120); // not while it is still moving
    });
    map.on("click", picked);
    for (const layer of ["points", "counts"]) {
      map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
      map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
    }
    if (!asked.view) fit(map, marked.marks);
  } else {
    host.hidden = true;
    $("no-drawing").hidden = false;
    refresh();
  }
}

// Looks at where most of it is: the middle nine tenths.
function fit(map, marks) {
  const lons = marks.filter((m) => m.form === "point").map((m) => m.lon).sort((a, b) => a - b);
  const lats = marks.filter((m) => m.form === "point").map((m) => m.lat).sort((a, b) => a - b);
  if (!lons.length) return;
  const part = (sorted, p) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];
  map.fitBounds([[part(lons, 0.05) - 1, part(lats, 0.05) - 1], [part(lons, 0.95) + 1, part(lats, 0.95) + 1]], { animate: false, maxZoom: 8, padding: 30 });
}
