// Plots of events over time. The tables beside them say the same; a bar leads to the search that shows what it counts.
import { max } from "d3-array";
import { axisBottom, axisLeft, axisRight } from "d3-axis";
import { scaleBand, scaleLinear } from "d3-scale";
import { select } from "d3-selection";

const source = document.getElementById("plot-data");
const rtl = document.documentElement.dir === "rtl";
const digits = (n) => {
  const text = Number.isInteger(n) ? n.toLocaleString("en") : String(n);
  return document.documentElement.dataset.digits === "arab" ? text.replace(/\d/g, (d) => "٠١٢٣٤٥٦٧٨٩"[d]) : text;
};

// Bars in a frame: [left, top, right, bottom]; time runs in the direction of reading.
const bars = (svg, data, [left, top, right, bottom]) => {
  const x = scaleBand(data.map((_, n) => n), rtl ? [right, left] : [left, right]).padding(0.15);
  const y = scaleLinear([0, Math.max(1, max(data, (d) => d.n))], [bottom, top]);
  const bar = svg.selectAll("g.bar-of").data(data).join("g").attr("class", "bar-of").on("click", (_, d) => location.assign(d.to));
  bar.append("title").text((d) => d.text);
  for (const [name, size] of [["all", (d) => d.n], ["alone", (d) => d.within]]) {
    bar.append("rect").attr("class", name).attr("x", (_, n) => x(n)).attr("width", Math.max(1, x.bandwidth()))
      .attr("y", (d) => y(size(d))).attr("height", (d) => bottom - y(size(d)));
  }
  return { x, y };
};

const large = (figure, data) => {
  figure.replaceChildren();
  const width = figure.clientWidth, height = 240, edge = 46;
  if (!width) return;
  const svg = select(figure).append("svg").attr("viewBox", `0 0 ${width} ${height}`);
  const frame = [rtl ? 8 : edge, 10, rtl ? width - edge : width - 8, height - 26];
  const { x, y } = bars(svg, data, frame);
  const every = Math.ceil(data.length / Math.max(2, Math.floor((frame[2] - frame[0]) / 110)));
  const shown = data.map((_, n) => n).filter((n) => n % every === 0);
  svg.append("g").attr("class", "axis").attr("transform", `translate(0,${frame[3]})`)
    .call(axisBottom(x).tickValues(shown).tickFormat((n) => data[n].label).tickSizeOuter(0));
  svg.append("g").attr("class", "axis").attr("transform", `translate(${rtl ? frame[2] : frame[0]},0)`)
    .call((rtl ? axisRight : axisLeft)(y).ticks(5).tickFormat((n) => (Number.isInteger(n) ? digits(n) : "")));
};

const small = (cell, data) => {
  cell.replaceChildren();
  const width = cell.clientWidth - 16;
  if (width > 0) bars(select(cell).append("svg").attr("viewBox", `0 0 ${width} 28`), data, [0, 2, width, 27]);
};

if (source) {
  const data = JSON.parse(source.textContent);
  const told = ({ counts, within }, kind) => counts.map((n, i) => ({
    n, within: within[i], label: data.labels[i],
    text: `${data.labels[i]}: ${data.bar.replace("{n}", digits(n)).replace("{within}", digits(within[i]))}`,
    to: `/search?${new URLSearchParams([...(kind ? [["type", kind]] : []), ["from", data.days[i][0]], ["to", data.days[i][1]]])}`,
  }));
  const all = told(data.all), types = Object.fromEntries(Object.entries(data.types).map(([kind, one]) => [kind, told(one, kind)]));
  const figure = document.querySelector("[data-plot]");
  const cells = [...document.querySelectorAll("[data-spark]")];
  [figure, ...cells, ...document.querySelectorAll("[data-spark-head]")].forEach((place) => place.removeAttribute("hidden"));
  const draw = () => {
    large(figure, all);
    cells.forEach((cell) => small(cell, types[cell.dataset.spark]));
  };
  draw();
  let waiting;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(draw, 150);
  });
}
