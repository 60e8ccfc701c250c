// One incident: its ways and tolls drawn, two tellings chosen, the dossier printed. Without this all of it is there as tables and forms.
import { drawWays } from "./incidents/ways.js";
import { drawTolls } from "./incidents/tolls.js";

const data = (id) => {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : null;
};

const graph = data("graph-data");
if (graph?.nodes.length) {
  drawWays(document.getElementById("graph"), graph);
  document.querySelector('details[data-for="graph"]')?.removeAttribute("open");
}

const tolls = data("plot-data");
if (tolls) {
  const place = document.getElementById("plot");
  const draw = () => drawTolls(place, tolls);
  place.hidden = false;
  draw();
  let width = place.clientWidth;
  new ResizeObserver(() => {
    if (Math.abs(place.clientWidth - width) > 8) {
      width = place.clientWidth;
      draw();
    }
  }).observe(place);
}

// Two tellings are decided about: a third takes the place of the first chosen.
const chosen = [];
document.addEventListener("change", (event) => {
  const box = event.target.closest('input[form="decide-two"]');
  if (!box) return;
  const at = chosen.indexOf(box);
  if (at >= 0) chosen.splice(at, 1);
  if (box.checked) chosen.push(box);
  while (chosen.length > 2) chosen.shift().checked = false;
  document.getElementById("chosen").textContent = chosen.map((one) => one.value).join(" + ");
});

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
