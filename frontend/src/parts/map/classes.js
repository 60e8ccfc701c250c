// Colours with letters, so that a class is known without its colour. Okabe and Ito's palette.
export const PALETTE = ["#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442", "#8c6d46"];
const DARK_INK = new Set(["#e69f00", "#56b4e9", "#f0e442", "#cc79a7", "#009e73", "#d55e00"]);
export const OTHERS = "#9a9a9a";
export const LETTERS = { ar: [..."أبجدهوزح"], en: [..."ABCDEFGH"] };
const TYPES = ["ASSAULT", "CONTROL", "RETREAT", "COERCE", "PROTEST", "MOBILIZE", "AID", "AGREE"];
const ORIGINS = ["one", "several", "enemies agree", "contradicted"];

export const inkOn = (colour) => (DARK_INK.has(colour) || colour === OTHERS ? "#111111" : "#ffffff");

// {classes: [{letter, colour, name}], of: Int8Array with the class of each incident}. The last class is all others.
export function classify(loaded, by, say, language) {
  const c = loaded.columns, count = c.id.length;
  const keys = by === "origins" ? ORIGINS : by === "actor" ? commonest(loaded.agents, c.agent) : TYPES;
  const name = (key) =>
    by === "origins" ? say(`origins.${key.replace(" ", "_")}`) : (by === "actor" ? loaded.agents : loaded.types).find((row) => row[0] === key)?.[1] ?? key;
  const place = new Map(keys.map((key, n) => [key, n]));
  const of = new Int8Array(count);
  const used = new Set();
  for (let n = 0; n < count; n++) {
    const key =
      by === "origins" ? (c.contradictions[n] ? "contradicted" : c.corroboration[n]) : by === "actor" ? loaded.agents[c.agent[n]]?.[0] : loaded.types[c.type[n]][0];
    of[n] = place.get(key) ?? keys.length;
    used.add(of[n]);
  }
  const classes = keys.map((key, n) => ({ letter: LETTERS[language][n], colour: PALETTE[n], name: name(key), used: used.has(n) }));
  classes.push({ letter: "·", colour: OTHERS, name: say(by === "actor" ? "others.actor" : "others"), used: used.has(keys.length) });
  return { classes, of };
}

function commonest(rows, numbers) {
  const counts = new Int32Array(rows.length);
  for (const n of numbers) if (n >= 0) counts[n]++;
  return rows.map((row, n) => [row[0], counts[n]]).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 8).map(([id]) => id);
}
