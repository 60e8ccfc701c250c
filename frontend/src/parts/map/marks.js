// What incidents lie on: points, areas of the base map, circles of rough places; or nothing, then they are listed.
import { circle, collection, point } from "./ground.js";

export const SEVERAL = -1;

// Groups the incidents by what they lie on: places of the same coordinates are one mark, and nothing is moved apart.
export function marksOf(loaded) {
  const places = loaded.columns.place, marks = [], byKey = new Map(), of = new Int32Array(places.length).fill(-1);
  const markOf = loaded.places.map(([id, name, form, lon, lat, radius, area]) => {
    if (form === "nowhere") return -1;
    const key = form === "point" ? `${lon},${lat}` : (area ?? id);
    if (!byKey.has(key)) {
      byKey.set(key, marks.length);
      marks.push({ name, form, lon, lat, radius, area, rows: [], kind: SEVERAL });
    }
    return byKey.get(key);
  });
  for (let n = 0; n < places.length; n++) if (places[n] >= 0) of[n] = markOf[places[n]];
  return { marks, of };
}

// Puts the rows that `shown` says into their marks; gives the rows that lie on none.
export function fill({ marks, of }, classes, shown) {
  const unplaced = [];
  for (const mark of marks) mark.rows = [];
  for (let n = 0; n < of.length; n++) {
    if (!shown(n)) continue;
    if (of[n] < 0) unplaced.push(n);
    else marks[of[n]].rows.push(n);
  }
  for (const mark of marks) mark.kind = mark.rows.every((n) => classes.of[n] === classes.of[mark.rows[0]]) ? classes.of[mark.rows[0]] : SEVERAL;
  return unplaced;
}

const properties = (mark, at, write) => ({ at, n: mark.rows.length, c: mark.kind, written: write(mark) });
const some = (marks, form, make) => collection(marks.flatMap((mark, at) => (mark.form === form && mark.rows.length ? [make(mark, at)] : [])));

export const points = (marks, write) => some(marks, "point", (m, at) => point(m.lon, m.lat, properties(m, at, write)));
export const circles = (marks, write) => some(marks, "circle", (m, at) => circle(m.lon, m.lat, m.radius, properties(m, at, write)));

// Where the counts of areas and circles are written.
export const counts = (marks, write) =>
  collection(marks.flatMap((m, at) => (m.form !== "point" && m.rows.length ? [point(m.lon, m.lat, { ...properties(m, at, write), name: m.name })] : [])));

// Layers of the marks; classes give the colours.
export function markLayers(map, ink, classes, text, count) {
  const empty = collection([]);
  const colour = (value) => ["match", value, ...classes.flatMap((c, n) => [n, c.colour]), ink.mixed];
  const clustered = { cluster: true, clusterRadius: 42, clusterMaxZoom: 12, clusterProperties: { n: ["+", ["get", "n"]], lo: ["min", ["get", "c"]], hi: ["max", ["get", "c"]] } };
  const one = ["case", ["==", ["get", "lo"], ["get", "hi"]], ["get", "lo"], SEVERAL];
  map.addSource("points", { type: "geojson", data: empty, ...clustered });
  map.addSource("circles", { type: "geojson", data: empty });
  map.addSource("counts", { type: "geojson", data: empty });
  const state = (name, otherwise) => ["coalesce", ["feature-state", name], otherwise];
  for (const layer of ["countries", "areas"]) {
    map.addLayer({ id: `shade-${layer}`, type: "fill", source: layer, paint: { "fill-color": ["to-color", state("colour", ink.mixed)], "fill-opacity": state("shade", 0) } }, "provinces");
    map.addLayer({ id: `hatch-${layer}`, type: "fill", source: layer, paint: { "fill-pattern": "hatch", "fill-opacity": state("hatch", 0) } }, "provinces");
  }
  map.addLayer({ id: "circle-fill", type: "fill", source: "circles", paint: { "fill-color": colour(["get", "c"]), "fill-opacity": 0.15 } }, "provinces");
  map.addLayer({ id: "circle-hatch", type: "fill", source: "circles", paint: { "fill-pattern": "hatch", "fill-opacity": 0.5 } }, "provinces");
  map.addLayer({ id: "circle-edge", type: "line", source: "circles", paint: { "line-color": ink.shade, "line-width": 1, "line-dasharray": [2, 2] } }, "provinces");
  const size = ["interpolate", ["linear"], ["ln", ["get", "n"]], 0, 9, 2.3, 13, 4.6, 17, 9.2, 26];
  map.addLayer({
    id: "points", type: "circle", source: "points",
    paint: { "circle-radius": size, "circle-color": colour(["case", ["has", "point_count"], one, ["get", "c"]]), "circle-stroke-color": ink.halo, "circle-stroke-width": 1.6, "circle-opacity": 0.94 },
  });
  const dark = classes.flatMap((c, n) => (c.dark ? [n] : []));
  const kind = ["case", ["has", "point_count"], one, ["get", "c"]];
  map.addLayer({
    id: "point-words", type: "symbol", source: "points",
    layout: text(11.5, { "text-field": ["case", ["has", "point_count"], ["concat", ["match", one, ...classes.flatMap((c, n) => [n, `${c.letter} `]), ""], count], ["get", "written"]], "text-allow-overlap": true, "text-ignore-placement": true, "text-max-width": 20 }),
    paint: { "text-color": ["match", kind, dark.length ? dark : [99], "#111111", SEVERAL, ink["mixed-ink"], "#ffffff"] },
  });
  map.addLayer({
    id: "counts", type: "symbol", source: "counts",
    layout: text(12.5, { "text-field": ["concat", ["get", "name"], "\n", ["get", "written"]], "symbol-sort-key": ["-", 0, ["get", "n"]] }),
    paint: { "text-color": ink.name, "text-halo-color": ink.halo, "text-halo-width": 2 },
  });
}

// Shades the areas by how many incidents they have.
export function shadeAreas(map, marks, classes, ink) {
  for (const layer of ["areas", "countries"]) map.removeFeatureState({ source: layer });
  const most = Math.max(1, ...marks.map((m) => (m.form === "area" ? m.rows.length : 0)));
  for (const mark of marks) {
    if (mark.form !== "area" || !mark.rows.length) continue;
    const [source, id] = mark.area.split(":"), part = Math.log1p(mark.rows.length) / Math.log1p(most);
    const whole = source === "countries" ? 0.4 : 1;
    map.setFeatureState({ source, id: Number(id) }, { shade: (0.12 + 0.28 * part) * whole, hatch: 0.5 * whole, colour: classes[mark.kind]?.colour ?? ink.mixed });
  }
}
