// Places by who holds them on a day, according to one voice or all; and places where somebody is said to have been.
import { coreOf } from "./days.js";
import { inkOn, LETTERS, OTHERS, PALETTE } from "./classes.js";
import { circle, collection, colours, drawable, makeMap, point, text } from "./ground.js";
import { make, speech, told } from "./speech.js";

const BEGIN = [39, 27.5, 3.6];

export async function placesMap(data) {
  const words = speech(data), host = document.getElementById("places-map");
  const loaded = data.sightings ? sightings(data) : await fetch(data.places).then((answer) => answer.json());
  const places = loaded.places.map(([id, name, form, lon, lat, radius, area, segments]) => ({ id, name, form, lon, lat, radius, area, segments }));
  const holders = loaded.holders.map(([id, name, colour]) => ({ id, name, colour: PALETTE[colour] ?? OTHERS, letter: LETTERS[data.language][colour] ?? "·" }));
  const state = { day: data.day };
  const view = { data, words, places, holders, state, map: null };
  if (!data.sightings) days(view);
  if (drawable()) {
    const located = places.filter((p) => p.form !== "nowhere");
    view.map = makeMap(host, data, BEGIN, words.say, (map, ink) => layers(view, map, ink));
    if (located.length) {
      const lons = located.map((p) => p.lon), lats = located.map((p) => p.lat);
      view.map.fitBounds([[Math.min(...lons) - 1, Math.min(...lats) - 1], [Math.max(...lons) + 1, Math.max(...lats) + 1]], { animate: false, maxZoom: 8, padding: 30 });
    }
    view.map.on("click", (event) => {
      const found = view.map.queryRenderedFeatures([[event.point.x - 5, event.point.y - 5], [event.point.x + 5, event.point.y + 5]], { layers: ["held", "held-words", "held-circles"] });
      if (found.length) open(view, places[found[0].properties.at]);
    });
    for (const layer of ["held", "held-words"]) {
      view.map.on("mouseenter", layer, () => (view.map.getCanvas().style.cursor = "pointer"));
      view.map.on("mouseleave", layer, () => (view.map.getCanvas().style.cursor = ""));
    }
  } else {
    host.hidden = true;
    document.getElementById("no-drawing").hidden = false;
  }
  if (!data.sightings) refresh(view);
}

// Sightings as places that somebody «holds» on every day: the same map, without a slider.
const sightings = (data) => ({ places: data.sightings.map((row) => [...row, [[0, null, "seen", [[0]]]]]), holders: [["", "", 1]] });

const now = (place, day) => place.segments.find(([first, last]) => first <= day && (last === null || day <= last));

function open({ data }, place) {
  if (data.sightings) {
    const row = document.getElementById(`at-${place.id}`);
    row?.scrollIntoView({ block: "nearest" });
    return void row?.focus();
  }
  location.assign(addressOf(data, place));
}

function addressOf(data, place) {
  const given = new URLSearchParams({ place: place.id, ...(data.asked.voice ? { voice: data.asked.voice } : {}) });
  return `/control?${given}`;
}

// ---- the map
function layers(view, map, ink) {
  const empty = collection([]);
  map.addSource("held", { type: "geojson", data: empty });
  map.addSource("held-circles", { type: "geojson", data: empty });
  const state = (name, otherwise) => ["coalesce", ["feature-state", name], otherwise];
  for (const layer of ["countries", "areas"]) {
    map.addLayer({ id: `shade-${layer}`, type: "fill", source: layer, paint: { "fill-color": ["to-color", state("colour", ink.mixed)], "fill-opacity": state("shade", 0) } }, "provinces");
    map.addLayer({ id: `hatch-${layer}`, type: "fill", source: layer, paint: { "fill-pattern": "hatch", "fill-opacity": state("hatch", 0) } }, "provinces");
    map.addLayer({ id: `cross-${layer}`, type: "fill", source: layer, paint: { "fill-pattern": "crossed", "fill-opacity": state("cross", 0) } }, "provinces");
  }
  map.addLayer({ id: "held-circles", type: "fill", source: "held-circles", paint: { "fill-color": ["get", "colour"], "fill-opacity": 0.3 } }, "provinces");
  map.addLayer({ id: "held-circle-hatch", type: "fill", source: "held-circles", paint: { "fill-pattern": ["case", ["get", "disputed"], "crossed", "hatch"], "fill-opacity": 0.5 } }, "provinces");
  for (const { key, colours: both } of halves(view)) if (!map.hasImage(key)) map.addImage(key, disc(both, ink), { pixelRatio: 2 });
  map.addLayer({ id: "held", type: "symbol", source: "held", layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-ignore-placement": true } });
  map.addLayer({
    id: "held-words", type: "symbol", source: "held",
    layout: text(12, { "text-field": ["concat", ["get", "name"], "\n", ["get", "letters"]], "text-anchor": "top", "text-offset": [0, 0.7], "text-optional": true }),
    paint: { "text-color": ink.name, "text-halo-color": ink.halo, "text-halo-width": 1.6 },
  });
  draw(view, map, ink);
}

const keyOf = (segment) => `disc-${segment[2]}-${segment[3].flat().join("-")}`;
const coloursOf = (view, segment) => (segment[3].length ? segment[3].map((camp) => view.holders[camp[0]]?.colour ?? OTHERS) : [OTHERS]).slice(0, 3);
const lettersOf = (view, segment) => segment[3].map((camp) => camp.map((n) => view.holders[n].letter).join("+")).join(" / ") || "?";

function halves(view) {
  const found = new Map();
  for (const place of view.places) for (const segment of place.segments) found.set(keyOf(segment), { key: keyOf(segment), colours: coloursOf(view, segment) });
  return found.values();
}

// A disc with as many sectors as there are accounts.
function disc(shades, ink) {
  const size = 36, canvas = Object.assign(document.createElement("canvas"), { width: size, height: size }), pen = canvas.getContext("2d");
  shades.forEach((shade, n) => {
    pen.beginPath();
    pen.moveTo(18, 18);
    pen.arc(18, 18, 15, ((n / shades.length) * 2 + 0.5) * Math.PI, (((n + 1) / shades.length) * 2 + 0.5) * Math.PI);
    pen.closePath();
    pen.fillStyle = shade;
    pen.fill();
  });
  pen.beginPath();
  pen.arc(18, 18, 15, 0, 2 * Math.PI);
  pen.lineWidth = 3;
  pen.strokeStyle = ink.halo;
  pen.stroke();
  return pen.getImageData(0, 0, size, size);
}

function draw(view, map, ink) {
  const dots = [], rounds = [];
  for (const layer of ["areas", "countries"]) map.removeFeatureState({ source: layer });
  view.places.forEach((place, at) => {
    const segment = now(place, view.state.day ?? 0);
    if (!segment || place.form === "nowhere") return;
    const shades = coloursOf(view, segment), disputed = segment[2] === "disputed";
    const about = { at, name: place.name, letters: view.data.sightings ? "" : lettersOf(view, segment), icon: keyOf(segment), colour: shades[0], disputed };
    dots.push(point(place.lon, place.lat, place.form === "point" ? about : { ...about, icon: "" }));
    if (place.form === "circle") rounds.push(circle(place.lon, place.lat, place.radius, about));
    if (place.form === "area") {
      const [source, id] = place.area.split(":"), part = source === "countries" ? 0.5 : 1;
      map.setFeatureState({ source, id: Number(id) }, { colour: shades[0], shade: 0.4 * part, hatch: disputed ? 0 : 0.4 * part, cross: disputed ? 0.8 : 0 });
    }
  });
  map.getSource("held").setData(collection(dots));
  map.getSource("held-circles").setData(collection(rounds));
}

// ---- the day, the legend, the list
function days(view) {
  const root = document.getElementById("day"), slider = root.querySelector("[name=day]");
  const changes = [...new Set(view.places.flatMap((p) => p.segments.flatMap(([first, last]) => (last === null ? [first] : [first, last + 1]))))].sort((a, b) => a - b);
  if (!changes.length) return;
  const [min, max] = coreOf(changes, view.state.day ? [view.state.day] : []);
  Object.assign(slider, { min, max });
  const go = (day) => {
    Object.assign(slider, { min: Math.min(Number(slider.min), day), max: Math.max(Number(slider.max), day) });
    view.state.day = day;
    refresh(view);
  };
  slider.addEventListener("input", () => go(Number(slider.value)));
  root.querySelector("[data-back]").addEventListener("click", () => go(changes.findLast((d) => d < view.state.day) ?? changes[0]));
  root.querySelector("[data-on]").addEventListener("click", () => go(changes.find((d) => d > view.state.day) ?? Number(slider.max)));
  root.hidden = false;
}

function refresh(view) {
  const { data, words, places, holders, state, map } = view, { say, day } = words;
  const slider = document.querySelector("#day [name=day]");
  slider.value = state.day;
  slider.setAttribute("aria-valuetext", day(state.day));
  for (const place of [document.querySelector("#day .said"), document.getElementById("places-day")]) place.textContent = day(state.day);
  if (map?.getSource("held")) draw(view, map, colours());
  const shown = places.map((place) => [place, now(place, state.day)]).filter(([, segment]) => segment);
  document.getElementById("places-count").textContent = say("control.places", { n: shown.length });
  document.getElementById("places").replaceChildren(...shown.map(([place, segment]) => {
    const camps = segment[3].flatMap((camp, n) => [...(n ? [` ${say("control.or")} `] : []), ...camp.flatMap((h, m) => [m ? "، " : "", told(holders[h].name)])]);
    const kind = make("span", { class: segment[2] === "disputed" ? "tag warn" : "tag" }, say(`control.${segment[2].replace(" ", "_")}`));
    const signs = segment[3].map((camp) => sign(holders[camp[0]]));
    return make("li", {}, ...signs, make("div", {}, make("a", { href: addressOf(data, place) }, told(place.name)), make("div", { class: "small" }, ...camps, " ", kind)));
  }));
  const used = new Set(shown.flatMap(([, segment]) => segment[3].flat()));
  const own = [...used].sort((a, b) => a - b).filter((n) => holders[n].letter !== "·");
  const legend = own.map((n) => make("li", {}, sign(holders[n]), told(holders[n].name)));
  if (own.length < used.size) legend.push(make("li", {}, sign({ letter: "·", colour: OTHERS }), say("control.others")));
  legend.push(make("li", {}, make("span", { class: "sign hatched", "aria-hidden": "true" }), say("wide")));
  document.getElementById("legend").replaceChildren(...legend);
  const address = new URL(location.href);
  address.searchParams.set("on", new Date((state.day - 719163) * 86400000).toISOString().slice(0, 10));
  history.replaceState(null, "", address);
}

function sign({ letter, colour }) {
  const made = make("span", { class: "sign", "aria-hidden": "true" }, letter);
  made.style.backgroundColor = colour;
  made.style.color = inkOn(colour);
  return made;
}
