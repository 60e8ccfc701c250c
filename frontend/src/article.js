// The article: a mark that is pointed at opens its claim in the panel; what is pointed at in the panel lights up in the text.
import { on } from "./parts/keys.js";

const text = document.getElementById("text");
const panel = document.getElementById("panel");
const [base, query = ""] = text.dataset.base.split("?");
const pieces = [...text.querySelectorAll("[data-at]")];
const starts = pieces.map((piece) => Number(piece.dataset.at));
const marks = [...text.querySelectorAll("a.m")];
const claims = marks.filter((mark) => kindOf(mark) === "claim");
let pinned = null;
let timer = 0;

function kindOf(mark) {
  return new URL(mark.href).searchParams.has("claim") ? "claim" : "attribution";
}

const markOf = (id) => document.getElementById(id) ?? marks.find((mark) => mark.dataset.mark === id);
const shownId = () => panel.querySelector(".shown")?.dataset.mark ?? null;

// Gives the classes `prefix` and `prefix-role` to the pieces of «role:start-end role:start-end».
function light(spans, prefix) {
  const found = [];
  for (const span of (spans ?? "").split(" ").filter(Boolean)) {
    const [role, range] = span.split(":");
    const [start, end] = range.split("-").map(Number);
    for (let n = lowest(start); n < starts.length && starts[n] < end; n++) {
      pieces[n].classList.add(`${prefix}-${role}`);
      if (role !== "said") pieces[n].classList.add(prefix);
      found.push(pieces[n]);
    }
  }
  return found;
}

function lowest(start) {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

function dark(prefix) {
  for (const piece of text.querySelectorAll(`[class*="${prefix}"]`)) {
    piece.classList.remove(...[...piece.classList].filter((name) => name === prefix || name.startsWith(`${prefix}-`)));
  }
}

function lightShown() {
  dark("lit");
  const shown = panel.querySelector(".shown");
  light(shown?.dataset.spans, "lit");
  for (const mark of text.querySelectorAll("a.current")) mark.classList.remove("current");
  for (const mark of marks) if (mark.dataset.mark === shown?.dataset.mark) mark.classList.add("current");
  shown?.querySelector("#why:not(:empty)")?.scrollIntoView({ block: "nearest" });
}

// One mark can be reached with Tab; the others with keys, so that nobody tabs through a thousand of them.
function reachable(mark) {
  for (const one of text.querySelectorAll('a.m[tabindex="0"]')) one.tabIndex = -1;
  if (mark) mark.tabIndex = 0;
}

function addressed(id) {
  const address = new URL(location.href);
  for (const name of ["claim", "attribution", "why"]) address.searchParams.delete(name);
  const mark = markOf(id);
  if (id) address.searchParams.set(mark ? kindOf(mark) : id.startsWith("a") ? "attribution" : "claim", id);
  address.hash = "";
  history.replaceState(null, "", address);
}

async function open(id, { pin = false, focus = false } = {}) {
  clearTimeout(timer);
  if (pin) {
    pinned = id;
    addressed(id);
  }
  if (shownId() !== id) {
    const kind = markOf(id) ? kindOf(markOf(id)) : id.startsWith("a") ? "attribution" : "claim";
    const part = `${base}/${kind}s/${encodeURIComponent(id)}${query && `?${query}`}`;
    // Whoever asks for another claim meanwhile cuts this one off (hx-sync of the panel): no fault, and nothing to put the focus on.
    const came = await window.htmx.ajax("GET", part, { target: panel, source: panel, swap: "innerHTML" }).then(() => true, () => false);
    if (!came) return;
  }
  if (focus) panel.querySelector("h2")?.focus({ preventScroll: true });
}

function shut() {
  const id = shownId();
  if (!id) return;
  pinned = null;
  panel.replaceChildren();
  addressed(null);
  dark("lit");
  dark("pointed");
  markOf(id)?.focus({ preventScroll: true });
}

function soon(id) {
  clearTimeout(timer);
  timer = setTimeout(() => open(id, { pin: pinned !== null }), 150);
}

function go(step, among) {
  if (!among.length) return;
  const here = document.activeElement?.closest?.("a.m") ?? markOf(shownId());
  let at = among.indexOf(here);
  if (at < 0 && here) at = among.findIndex((mark) => here.compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_FOLLOWING) - (step > 0 ? 1 : 0);
  if (at < 0 && !here) at = step > 0 ? -1 : among.length;
  const mark = among[Math.min(Math.max(at + step, 0), among.length - 1)];
  mark.focus({ preventScroll: true });
  mark.scrollIntoView({ block: "center" });
}

text.addEventListener("mouseover", (event) => {
  const mark = event.target.closest("a.m");
  if (mark && pinned === null) soon(mark.dataset.mark);
});
text.addEventListener("mouseout", (event) => event.target.closest("a.m") && clearTimeout(timer));
text.addEventListener("focusin", (event) => {
  const mark = event.target.closest("a.m");
  if (!mark) return;
  reachable(mark);
  if (mark.matches(":focus-visible")) soon(mark.dataset.mark);
});
document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const mark = event.target.closest("#text a.m");
  const opener = event.target.closest("[data-open]");
  const words = event.target.closest("#panel [data-spans]:not(.shown)");
  if (mark) {
    event.preventDefault();
    open(mark.dataset.mark, { pin: true, focus: event.detail === 0 });
  } else if (opener) {
    event.preventDefault();
    open(opener.dataset.open, { pin: true });
    markOf(opener.dataset.open)?.scrollIntoView({ block: "center" });
  } else if (words) {
    event.preventDefault();
    pieces[lowest(Number(words.dataset.spans.split(":")[1].split("-")[0]))]?.scrollIntoView({ block: "center" });
  } else if (event.target.closest("[data-shut]")) shut();
  else if (event.target.closest("[data-go]")) go(Number(event.target.closest("[data-go]").dataset.go), claims);
});
for (const [come, gone] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
  panel.addEventListener(come, (event) => {
    const words = event.target.closest("[data-spans]:not(.shown)");
    const step = event.target.closest(".step")?.querySelector("[data-spans]");
    light((words ?? step)?.dataset.spans, "pointed");
  });
  panel.addEventListener(gone, () => dark("pointed"));
}
panel.addEventListener("htmx:afterSwap", lightShown);
document.addEventListener("keydown", (event) => event.key === "Escape" && !document.querySelector("dialog[open]") && shut());
on("n", () => go(1, claims));
on("p", () => go(-1, claims));
on("j", () => go(1, marks));
on("k", () => go(-1, marks));

for (const mark of marks) mark.tabIndex = -1;
const asked = shownId() ?? decodeURIComponent(location.hash.slice(1));
const first = markOf(asked);
reachable(first?.matches?.("a.m") ? first : marks[0]);
if (shownId()) {
  pinned = asked;
  lightShown();
  first?.scrollIntoView({ block: "center" });
} else if (first?.matches?.("a.m")) open(asked, { pin: true });
