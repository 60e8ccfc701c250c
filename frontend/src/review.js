// Review by keys: one press, one decision. The page works without this; here forms are pressed, words marked, names looked up.
const claim = () => document.getElementById("claim");
const typing = (target) => target.closest?.("input, select, textarea, [contenteditable]");
const letter = (event) => (event.code?.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key === " " ? "space" : event.key);

let went = 0; // when g was pressed: what follows it goes to another page
let field = null; // the field of words that was in use last

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && typing(event.target) && claim()?.contains(event.target)) return claim().focus();
  if (typing(event.target) || event.defaultPrevented || document.getElementById("keys").open || event.repeat) return;
  const key = letter(event);
  if (key === "g") return void (went = event.timeStamp);
  if (event.timeStamp - went < 1500 && went) return void (went = 0);
  if (key === "space" && event.target.closest("button, a, summary")) return;
  if (event.target.id === "sentence" && inSentence(event, key)) return event.preventDefault();
  if (key === "w") {
    event.preventDefault();
    return document.getElementById("why")?.focus();
  }
  if (key === "e") {
    event.preventDefault();
    return openRepair();
  }
  const button = claim()?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

function openRepair() {
  const repair = document.getElementById("repair");
  if (!repair) return;
  repair.open = true;
  const sentence = document.getElementById("sentence");
  sentence.tabIndex = 0;
  sentence.setAttribute("role", "group");
  sentence.setAttribute("aria-describedby", "repair-how");
  sentence.focus();
  if (marks.from === null) move(indexOfTrigger(), false);
}

// Marked words: two places among the words of the sentence, and how many letters were taken off the first.
const marks = { from: null, to: null, trimmed: 0 };
const words = () => [...document.querySelectorAll("#sentence .w")];
const indexOfTrigger = () => Math.max(0, words().findIndex((word) => word.classList.contains("is-trigger")));

function show() {
  const [low, high] = bounds();
  words().forEach((word, n) => {
    word.classList.toggle("marked", n >= low && n <= high);
    word.classList.toggle("cursor", n === marks.to);
  });
}

const bounds = () => (marks.from === null ? [1, 0] : [Math.min(marks.from, marks.to), Math.max(marks.from, marks.to)]);

function move(to, keep) {
  const last = words().length - 1;
  marks.to = Math.min(Math.max(to, 0), last);
  if (!keep || marks.from === null) marks.from = marks.to;
  marks.trimmed = 0;
  show();
}

function inSentence(event, key) {
  const rtl = getComputedStyle(event.target).direction === "rtl";
  const steps = { ArrowLeft: rtl ? 1 : -1, ArrowRight: rtl ? -1 : 1 };
  if (key in steps) move((marks.to ?? indexOfTrigger()) + steps[key], event.shiftKey);
  else if (key === "Home") move(0, event.shiftKey);
  else if (key === "End") move(words().length - 1, event.shiftKey);
  else if (key === "t") marks.trimmed += 1;
  else if (/^Digit[1-9]$/.test(event.code)) use(document.querySelector(`[data-use="${event.code.slice(5)}"]`), event.shiftKey);
  else return false;
  return true;
}

// The marked words as a line of the field: added where it takes many and Shift is held, else in place of what is there.
function use(into, add) {
  const [low, high] = bounds();
  if (!into || high < low) return;
  const marked = words().slice(low, high + 1);
  const start = Number(marked[0].dataset.start) + marks.trimmed;
  const line = `[${start}-${marked.at(-1).dataset.end}]`;
  into.value = add && into.dataset.many !== undefined && into.value.trim() ? `${into.value.trim()}\n${line}` : line;
  field = into;
}

document.addEventListener("mouseup", (event) => {
  if (!document.getElementById("repair")?.open || !event.target.closest?.("#sentence")) return;
  const selection = getSelection();
  const all = words();
  const touched = all.map((word, n) => (selection.containsNode(word, true) ? n : -1)).filter((n) => n >= 0);
  const clicked = all.indexOf(event.target.closest(".w"));
  if (!selection.isCollapsed && touched.length) Object.assign(marks, { from: touched[0], to: touched.at(-1), trimmed: 0 });
  else if (clicked >= 0) Object.assign(marks, { from: event.shiftKey && marks.from !== null ? marks.from : clicked, to: clicked, trimmed: 0 });
  selection.removeAllRanges();
  show();
});

document.addEventListener("click", (event) => {
  const press = event.target.closest?.(".use kbd");
  if (!press) return;
  event.preventDefault();
  use(press.closest("label").querySelector("[data-use]"), event.shiftKey);
});

document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("[data-use]")) field = event.target;
});

// Names as one types them; the one that is chosen is put behind the words as `= id`.
let asked = 0;
document.addEventListener("input", async (event) => {
  const kind = event.target.dataset?.seek;
  if (!kind) return;
  const turn = ++asked;
  await new Promise((done) => setTimeout(done, 150));
  if (turn !== asked) return;
  const answer = await fetch(`/review/suggest?${new URLSearchParams({ kind, q: event.target.value })}`);
  if (!answer.ok || turn !== asked) return;
  const list = document.querySelector(`[data-found="${kind}"]`);
  list.replaceChildren(...(await answer.json()).map((one) => choice(one, event.target)));
});

function choice(one, seeking) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  button.textContent = [one.arabic, one.name, one.country].filter(Boolean).join(" · ");
  button.addEventListener("click", () => {
    const fits = seeking.dataset.seek === "actor" && field?.isConnected && ["field-agents", "field-targets", "field-source"].includes(field.id);
    const into = fits ? field : document.getElementById(seeking.dataset.to);
    into.value = `${into.value.trim().replace(/\s*=\s*\S+$/, "")} = ${one.id}`;
    into.focus();
  });
  item.append(button);
  return item;
}

// Modes that a type does not have are not offered.
document.addEventListener("change", (event) => {
  if (event.target.id !== "field-type") return;
  const allowed = event.target.selectedOptions[0].dataset.modes.split(" ");
  const mode = document.getElementById("field-mode");
  for (const option of mode.options) option.hidden = option.value !== "" && !allowed.includes(option.value);
  if (mode.selectedOptions[0].hidden) mode.value = "";
});

// An answer that says no is shown as it came; after each, the claim has the focus, and nothing is marked.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if ([404, 409, 422].includes(event.detail.xhr.status) && event.detail.xhr.responseText.includes('id="claim"')) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.body.addEventListener("htmx:afterSettle", () => {
  Object.assign(marks, { from: null, to: null, trimmed: 0 });
  claim()?.focus({ preventScroll: true });
});
