// The dead by day of publication: a shape and a colour for each origin, a bar for a range, hollow for its first number, filled for a later one.
import { axisBottom, axisLeft, axisRight } from "d3-axis";
import { scaleLinear, scalePoint } from "d3-scale";
import { select } from "d3-selection";
import { curveStepAfter, line, symbol, symbolCircle, symbolCross, symbolDiamond, symbolSquare, symbolStar, symbolTriangle, symbolWye } from "d3-shape";

const SHAPES = [symbolCircle, symbolSquare, symbolTriangle, symbolDiamond, symbolStar, symbolCross, symbolWye];
const TALL = 300;
const EDGE = { top: 26, bottom: 44, near: 46, far: 22 };
const MOST_DAYS = 8;

const inDigits = (text) =>
  document.documentElement.dataset.digits === "arab" ? text.replace(/\d/g, (digit) => "٠١٢٣٤٥٦٧٨٩"[digit]) : text;
const colour = (voice) => `voice-${voice % SHAPES.length}`;
const shape = (voice, size = 90) => symbol(SHAPES[(voice + Math.floor(voice / SHAPES.length)) % SHAPES.length], size)();

export const drawTolls = (place, data) => {
  const rtl = document.documentElement.dir === "rtl";
  const wide = Math.max(260, place.clientWidth - 26);
  place.replaceChildren();
  const svg = select(place).append("svg").attr("class", "plot").attr("aria-hidden", "true").attr("width", wide).attr("height", TALL);
  const days = allDays(data.points);
  const ends = [EDGE.near, wide - EDGE.far];
  const x = scalePoint(days, rtl ? [wide - EDGE.near, EDGE.far] : ends).padding(0.5);
  const most = Math.max(...data.points.map((point) => point.high ?? point.low));
  const y = scaleLinear([0, most * 1.05 || 1], [TALL - EDGE.bottom, EDGE.top]).nice();
  drawAxes(svg, data, x, y, days, rtl, wide);
  const spread = spreadOf(data.points, x.step());
  const at = (point) => x(point.day) + (rtl ? -1 : 1) * spread(point);
  for (const voice of data.voices.keys()) {
    const own = data.points.filter((point) => point.voice === voice);
    const path = line(at, (point) => y(point.low)).curve(curveStepAfter);
    if (own.length > 1) svg.append("path").attr("class", `step ${colour(voice)}`).attr("d", path(own));
    for (const point of own) drawPoint(svg, point, at(point), y);
  }
  drawLegend(place, data);
};

// Every day between the first and the last, so that distances are true; where they are too many, only those that are told.
const allDays = (points) => {
  const told = [...new Set(points.map((point) => point.day))].sort();
  const [first, last] = [Date.parse(told[0]), Date.parse(told.at(-1))];
  const count = Math.round((last - first) / 864e5) + 1;
  return count > 400 ? told : Array.from({ length: count }, (_, n) => new Date(first + n * 864e5).toISOString().slice(0, 10));
};

// Points of one day stand beside each other.
const spreadOf = (points, step) => {
  const places = new Map();
  for (const day of new Set(points.map((point) => point.day))) {
    const own = points.filter((point) => point.day === day);
    const gap = Math.min(14, (step * 0.8) / own.length);
    for (const [n, point] of own.entries()) places.set(point, (n - (own.length - 1) / 2) * gap);
  }
  return (point) => places.get(point);
};

const drawAxes = (svg, data, x, y, days, rtl, wide) => {
  const told = days.filter((day) => data.days[day]);
  const every = Math.ceil(told.length / Math.min(MOST_DAYS, Math.max(2, Math.floor(wide / 110))));
  const across = axisBottom(x).tickValues(told.filter((_, n) => n % every === 0)).tickFormat((day) => data.days[day]).tickSizeOuter(0);
  svg.append("g").attr("class", "axis").attr("transform", `translate(0,${TALL - EDGE.bottom})`).call(across);
  const ticks = y.ticks(6).filter(Number.isInteger);
  const up = (rtl ? axisRight(y) : axisLeft(y)).tickValues(ticks).tickFormat((n) => inDigits(String(n)));
  svg.append("g").attr("class", "axis").attr("direction", "ltr").attr("transform", `translate(${rtl ? wide - EDGE.near : EDGE.near},0)`).call(up);
  svg.append("text").attr("class", "soft-text").attr("x", rtl ? wide - 4 : 4).attr("y", 14)
    .attr("direction", rtl ? "rtl" : "ltr").attr("text-anchor", "start").text(data.words.killed);
  svg.append("text").attr("class", "soft-text").attr("x", wide / 2).attr("y", TALL - 6).attr("text-anchor", "middle").text(data.words.published);
};

const drawPoint = (svg, point, x, y) => {
  const drawn = svg.append("g").attr("class", colour(point.voice)).attr("transform", `translate(${x},0)`);
  if (point.high !== null && point.high !== point.low)
    drawn.append("line").attr("class", "bar mark").attr("y1", y(point.low)).attr("y2", y(point.high));
  if (point.open) drawn.append("path").attr("class", "bar mark").attr("fill", "none").attr("d", `M0,${y(point.low)}v-20m-5,6l5,-6l5,6`);
  drawn.append("path").attr("class", `mark ${point.revised ? "revised" : "first"}`).attr("d", shape(point.voice)).attr("transform", `translate(0,${y(point.low)})`);
  drawn.append("title").text(point.label);
};

const drawLegend = (place, data) => {
  const list = select(place).append("ul").attr("class", "legend");
  const entry = (mark, text, kind) => {
    const item = list.append("li").attr("class", kind);
    const svg = item.append("svg").attr("class", "plot").attr("width", 18).attr("height", 18).attr("aria-hidden", "true");
    svg.append("path").attr("transform", "translate(9,9)").attr("d", mark.d).attr("class", `mark ${mark.filled ? "revised" : "first"}`);
    item.append("span").attr("dir", "auto").text(text);
  };
  data.voices.forEach((name, voice) => entry({ d: shape(voice, 70), filled: true }, name, colour(voice)));
  entry({ d: shape(0, 70), filled: false }, data.words.first, "voice-4");
  entry({ d: shape(0, 70), filled: true }, data.words.revised, "voice-4");
};
