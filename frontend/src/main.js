// On every page: moving parts (htmx), keys, and small comforts. No page needs it to be read.
import htmx from "htmx.org";
import { keys } from "./parts/keys.js";

window.htmx = htmx;
keys();

// One menu open at a time; Escape and a click elsewhere close it.
const menus = () => document.querySelectorAll("details.preferences[open], details.menu[open]");
document.addEventListener("click", (event) => menus().forEach((menu) => menu.contains(event.target) || menu.removeAttribute("open")));
document.addEventListener("keydown", (event) => event.key === "Escape" && menus().forEach((menu) => menu.removeAttribute("open")));

// <button data-copy="text"> copies its text and says so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.classList.add("copied");
  setTimeout(() => button.classList.remove("copied"), 1500);
});
