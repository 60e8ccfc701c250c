// How many incidents each day has, and which days are shown: bars, two sliders, steps, and play where motion is welcome.
import { still } from "./ground.js";

const MOST_BARS = 160;
const NS = "http://www.w3.org/2000/svg";

// The days that nearly all lie in: single ones that lie far off would leave the others no room. `within`: days that must be there.
export function coreOf(days, within = []) {
  const sorted = [...days].sort((a, b) => a - b), at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  let [first, last] = [sorted[0], sorted.at(-1)];
  const [low, high] = [at(0.02), at(0.98)], room = Math.max(7, Math.round((high - low) / 10));
  if (last - first > 3 * (high - low + 2 * room)) [first, last] = [Math.max(first, low - room), Math.min(last, high + room)];
  return [Math.min(first, ...within), Math.max(last, ...within)];
}

export function daysControl(root, { first, last, of, from, to, words: { say, day, number }, changed }) {
  const low = root.querySelector("[name=since]"), high = root.querySelector("[name=until]");
  const said = root.querySelector(".said"), svg = root.querySelector("svg"), play = root.querySelector("[data-play]");
  const state = { from: Math.max(first, Math.min(from ?? first, last)), to: Math.min(last, Math.max(to ?? last, first)) };
  const width = Math.max(1, Math.ceil((last - first + 1) / MOST_BARS));
  const bars = draw();
  for (const input of [low, high]) Object.assign(input, { min: first, max: last });

  function draw() {
    const count = Math.ceil((last - first + 1) / width), heights = new Int32Array(count);
    for (const at of of) if (at !== null && at >= first && at <= last) heights[Math.floor((at - first) / width)]++;
    const most = Math.max(1, ...heights), rtl = document.dir === "rtl";
    svg.setAttribute("viewBox", `0 0 ${count} 50`);
    svg.replaceChildren();
    return [...heights].map((height, n) => {
      const bar = document.createElementNS(NS, "rect"), title = document.createElementNS(NS, "title");
      const tall = height ? Math.max(2, (height / most) * 48) : 0;
      for (const [name, value] of Object.entries({ x: (rtl ? count - 1 - n : n) + 0.08, y: 50 - tall, width: 0.84, height: tall })) bar.setAttribute(name, value);
      const begin = first + n * width, end = Math.min(last, begin + width - 1);
      title.textContent = `${day(begin)}${end > begin ? ` – ${day(end)}` : ""}: ${say("incidents", { n: height })}`;
      bar.append(title);
      svg.append(bar);
      return { bar, begin, end };
    });
  }

  function show(quiet = false) {
    low.value = state.from;
    high.value = state.to;
    low.setAttribute("aria-valuetext", day(state.from));
    high.setAttribute("aria-valuetext", day(state.to));
    const whole = state.from === first && state.to === last;
    said.textContent = state.from === state.to ? day(state.from) : `${day(state.from)} – ${day(state.to)}${whole ? ` · ${say("all_days")}` : ""}`;
    for (const { bar, begin, end } of bars) bar.classList.toggle("in", end >= state.from && begin <= state.to);
    if (!quiet) changed(state);
  }

  low.addEventListener("input", () => { state.from = Number(low.value); state.to = Math.max(state.to, state.from); show(); });
  high.addEventListener("input", () => { state.to = Number(high.value); state.from = Math.min(state.to, state.from); show(); });

  // Moves the days shown as one; from the whole range, a first window of a twentieth is taken. False at the end.
  function step(way) {
    if (state.from === first && state.to === last) {
      const size = Math.max(1, Math.round((last - first + 1) / 20));
      [state.from, state.to] = way > 0 ? [first, first + size - 1] : [last - size + 1, last];
    } else {
      const by = way * Math.max(1, Math.min(width, state.to - state.from + 1));
      if ((way > 0 && state.to >= last) || (way < 0 && state.from <= first)) return false;
      const moved = Math.max(first - state.from, Math.min(by, last - state.to));
      [state.from, state.to] = [state.from + moved, state.to + moved];
    }
    show();
    return true;
  }
  root.querySelector("[data-back]").addEventListener("click", () => step(-1));
  root.querySelector("[data-on]").addEventListener("click", () => step(1));
  root.querySelector("[data-all]").addEventListener("click", () => { Object.assign(state, { from: first, to: last }); show(); });

  let timer = null;
  function stop() {
    clearInterval(timer);
    timer = null;
    play.setAttribute("aria-pressed", "false");
    play.textContent = say("play");
  }
  play.hidden = still();
  play.addEventListener("click", () => {
    if (timer) return stop();
    if (state.to >= last && state.from > first) Object.assign(state, { from: first, to: first + state.to - state.from });
    play.setAttribute("aria-pressed", "true");
    play.textContent = say("pause");
    timer = setInterval(() => step(1) || stop(), 500);
    step(1);
  });
  root.hidden = false;
  show(true);
  return { state, whole: () => state.from === first && state.to === last, number };
}
