// The search page: keys through the results and pages; short addresses.
import { on } from "./parts/keys.js";

const links = () => [...document.querySelectorAll("[data-result] .kind a")];

const move = (step) => {
  const all = links();
  if (!all.length) return;
  const at = all.findIndex((link) => link.closest("[data-result]").contains(document.activeElement));
  const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + step))];
  next.focus({ preventScroll: true });
  next.closest("[data-result]").scrollIntoView({ block: "nearest" });
};

const turn = (rel) => document.querySelector(`.pages a[rel=${rel}]`)?.click();

on("j", () => move(1));
on("k", () => move(-1));
on("BracketLeft", () => turn("prev"));
on("BracketRight", () => turn("next"));

// Fields left empty say nothing, and do not belong into the address.
const spare = (form, off) => form.querySelectorAll("input[name], select[name]").forEach((field) => {
  if (!field.value || (field.name === "sort" && field.value === "date")) field.disabled = off;
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches(".asking")) return;
  spare(event.target, true);
  setTimeout(() => spare(event.target, false));
}, true);

// One list of choices open at a time.
document.addEventListener("click", (event) =>
  document.querySelectorAll(".choices[open]").forEach((open) => open.contains(event.target) || open.removeAttribute("open")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = event.target.closest?.(".choices[open]");
  open?.removeAttribute("open");
  open?.querySelector("summary").focus();
});

// What the workbench refuses is shown as its own page, as without scripts.
document.addEventListener("htmx:responseError", (event) => location.assign(event.detail.pathInfo.finalRequestPath));

// Preferences come back to the results that are shown now.
document.addEventListener("htmx:pushedIntoHistory", () => {
  const back = document.querySelector(".preferences input[name=back]");
  if (back) back.value = location.pathname + location.search;
});
