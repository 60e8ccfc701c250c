// Keys that hold everywhere. A page adds its own with `on(key, action)`; nothing happens while somebody types.
const GO = { i: "/incidents", m: "/map", r: "/review", d: "/dashboard", s: "/search" };
const own = (globalThis.rawiKeys ??= new Map()); // one for all bundles of a page
let went = -Infinity; // nobody has pressed g yet

export const on = (key, action) => own.set(key, action);

const typing = (target) => target.closest?.("input, select, textarea, [contenteditable]");

// The letter on the key, whatever the keyboard's language: an Arabic layout gives Arabic letters.
const letter = (event) => (event.code?.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key);

export function keys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
    const dialog = document.getElementById("keys");
    const key = event.key === "?" || (event.key === "؟" && event.shiftKey) ? "?" : letter(event);
    if (key === "?") return dialog.open ? dialog.close() : dialog.showModal();
    if (dialog.open) return;
    if (key === "/" || event.code === "Slash") {
      const field = document.querySelector("input[type=search]");
      event.preventDefault();
      return field ? field.focus() : location.assign("/search");
    }
    if (key === "g") return void (went = event.timeStamp);
    if (event.timeStamp - went < 1500 && GO[key]) return location.assign(GO[key]);
    const action = own.get(key) ?? own.get(event.key) ?? own.get(event.code);
    if (action) {
      event.preventDefault();
      action(event);
    }
  });
}
