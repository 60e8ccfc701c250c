// Words, numbers and days as the page writes them.
const ARABIC = "٠١٢٣٤٥٦٧٨٩";
const EPOCH = 719163; // the ordinal of 1970-01-01

export function speech({ words, language, locale, digits }) {
  const plurals = new Intl.PluralRules(language);
  const groups = new Intl.NumberFormat("en");
  const days = locale && new Intl.DateTimeFormat(`${locale}-u-ca-gregory-nu-latn`, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const written = (text) => (digits === "arab" ? String(text).replace(/\d/g, (d) => ARABIC[d]) : String(text));
  const number = (value) => written(groups.format(value));

  function say(key, values = {}) {
    let text = words[key] ?? `[${key}]`;
    if (typeof text === "object") text = text[plurals.select(values.n ?? 0)] ?? text.other;
    return text.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" ? number(values[name]) : (values[name] ?? "")));
  }

  function day(ordinal) {
    const moment = new Date((ordinal - EPOCH) * 86400000);
    if (!days) return written(moment.toISOString().slice(0, 10));
    const part = Object.fromEntries(days.formatToParts(moment).map((p) => [p.type, p.value]));
    return written(`${part.day} ${part.month} ${part.year}`);
  }

  const span = (low, high) => (low === null ? "" : high === null ? `${number(low)}+` : low === high ? number(low) : `${number(low)}–${number(high)}`);
  return { say, number, day, span, written };
}

export const isoDay = (ordinal) => new Date((ordinal - EPOCH) * 86400000).toISOString().slice(0, 10);
export const ordinalOf = (iso) => Math.round(Date.parse(`${iso}T00:00:00Z`) / 86400000) + EPOCH;

// make("a", {href}, "text", node …): an element; text is only ever text.
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== null) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// A name out of the archive: isolated, direction by its own letters.
export const told = (text) => make("bdi", { dir: "auto" }, text);
