// The base map: Natural Earth from this workbench, names drawn with the page's own fonts, colours of the page's theme.
import { AttributionControl, Map, NavigationControl, ScaleControl, setWorkerUrl } from "maplibre-gl";

const FONT = ["IBM Plex Sans Arabic"];
export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
export const text = (size, more = {}) => ({ "text-font": FONT, "text-size": size, "text-max-width": 8, ...more });

export function drawable() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

export function colours() {
  const root = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    ["water", "land", "edge", "province", "river", "name", "halo", "shade", "mixed", "mixed-ink"].map((name) => [name, root.getPropertyValue(`--map-${name}`).trim()]),
  );
}

const source = (url, attribution) => ({ type: "geojson", data: new URL(url, location.href).href, generateId: true, tolerance: 0.5, attribution });

function ground(data, ink) {
  const at = data.basemap;
  const name = (kind, minzoom, maxzoom, size) => ({
    id: `names-${kind}`, type: "symbol", source: "names", minzoom, maxzoom, filter: ["==", ["get", "kind"], kind],
    layout: text(size, { "text-field": ["get", "name"] }),
    paint: { "text-color": ink.name, "text-halo-color": ink.halo, "text-halo-width": 1.4 },
  });
  return {
    version: 8,
    sources: {
      countries: source(at.countries, "Natural Earth"), areas: source(at.areas), provinces: source(at.provinces), borders: source(at.borders),
      rivers: source(at.rivers), lakes: source(at.lakes), names: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
    },
    layers: [
      { id: "water", type: "background", paint: { "background-color": ink.water } },
      { id: "land", type: "fill", source: "countries", paint: { "fill-color": ink.land, "fill-outline-color": ink.edge } },
      { id: "rivers", type: "line", source: "rivers", minzoom: 3, paint: { "line-color": ink.river, "line-width": 0.8 } },
      { id: "lakes", type: "fill", source: "lakes", paint: { "fill-color": ink.water } },
      { id: "provinces", type: "line", source: "provinces", minzoom: 4, paint: { "line-color": ink.province, "line-width": 0.7, "line-dasharray": [3, 2] } },
      { id: "borders", type: "line", source: "borders", paint: { "line-color": ink.edge, "line-width": 1.1 } },
      name("country", 2, 7, 13), name("province", 5.5, 24, 11.5),
    ],
  };
}

// Slanting lines: «somewhere in here».
function hatch(ink, cross = false) {
  const size = 16, canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  const pen = canvas.getContext("2d");
  pen.strokeStyle = ink;
  pen.lineWidth = 2;
  const lines = [[-4, 4, 4, -4], [0, 16, 16, 0], [12, 20, 20, 12]];
  if (cross) lines.push([-4, 12, 4, 20], [0, 0, 16, 16], [12, -4, 20, 4]);
  for (const [a, b, c, d] of lines) {
    pen.beginPath();
    pen.moveTo(a, b);
    pen.lineTo(c, d);
    pen.stroke();
  }
  return pen.getImageData(0, 0, size, size);
}

// A map in `host`; `layers(map, ink)` adds what lies on it, again whenever the theme changes. `begin`: [longitude, latitude, zoom].
export function makeMap(host, data, begin, say, layers) {
  setWorkerUrl(new URL(data.worker, location.href).href);
  const map = new Map({
    container: host, style: ground(data, colours()), center: begin.slice(0, 2), zoom: begin[2], minZoom: 1, maxZoom: 16, attributionControl: false,
    dragRotate: false, pitchWithRotate: false, touchPitch: false, fadeDuration: 0, renderWorldCopies: true,
    locale: {
      "NavigationControl.ZoomIn": say("zoom_in"), "NavigationControl.ZoomOut": say("zoom_out"), "AttributionControl.ToggleAttribution": say("attribution"),
      "Map.Title": say("title"),
    },
  });
  const rtl = document.dir === "rtl";
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), rtl ? "top-left" : "top-right");
  map.addControl(new ScaleControl({}), rtl ? "bottom-right" : "bottom-left");
  map.addControl(new AttributionControl({ compact: false }), rtl ? "bottom-left" : "bottom-right");
  let names = null;
  const write = () => names && map.getSource("names")?.setData(names);
  map.on("style.load", () => {
    const ink = colours();
    map.addImage("hatch", hatch(ink.shade), { pixelRatio: 2 });
    map.addImage("crossed", hatch(ink.shade, true), { pixelRatio: 2 });
    write();
    layers(map, ink);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => map.setStyle(ground(data, colours()), { diff: false }));
  document.fonts.ready.then(() => fetch(data.labels)).then((answer) => answer.json()).then((rows) => {
    names = collection(rows.map(([kind, lon, lat, name]) => point(lon, lat, { kind, name })));
    if (map.isStyleLoaded() || map.getSource("names")) write();
  });
  host.map = map; // for those who look into the page from outside
  return map;
}

export const collection = (features) => ({ type: "FeatureCollection", features });
export const point = (lon, lat, properties) => ({ type: "Feature", properties, geometry: { type: "Point", coordinates: [lon, lat] } });

// A circle of so many km on the globe, as a ring of 64 points.
export function circle(lon, lat, km, properties) {
  const ring = [], part = km / 6371.0088, y = (lat * Math.PI) / 180, x = (lon * Math.PI) / 180;
  for (let n = 0; n <= 64; n++) {
    const way = (n / 64) * 2 * Math.PI;
    const up = Math.asin(Math.sin(y) * Math.cos(part) + Math.cos(y) * Math.sin(part) * Math.cos(way));
    const across = x + Math.atan2(Math.sin(way) * Math.sin(part) * Math.cos(y), Math.cos(part) - Math.sin(y) * Math.sin(up));
    ring.push([(across * 180) / Math.PI, (up * 180) / Math.PI]);
  }
  return { type: "Feature", properties, geometry: { type: "Polygon", coordinates: [ring] } };
}
