// One timer for the page counts down all due chips; no request. The server gives the seconds of working time left at
// an instant and the opening windows still to come; time counts only inside them.
import { icon } from "./dom.js";
import { say, span } from "./words.js";

const seen = new WeakMap();

function worked(from, to, windows) {
  if (!windows) return 0;
  let sum = 0;
  for (const window of windows.split(",")) {
    const [start, end] = window.split("-").map(Number);
    sum += Math.max(0, Math.min(to, end) - Math.max(from, start));
  }
  return sum;
}

function stateOf(left, chip) {
  if (left < 0) return "overdue";
  if (left <= Number(chip.dataset.urgent)) return "urgent";
  return left <= Number(chip.dataset.soon) ? "soon" : "plenty";
}

function lateWords(minutes) {
  const late = span(minutes);
  return minutes ? say(`超 ${late}`, `${late} late`) : say("已过时限", "past due");
}

function redraw(chip) {
  if (!seen.has(chip)) seen.set(chip, Date.now());
  const from = Number(chip.dataset.now);
  const to = from + (Date.now() - seen.get(chip)) / 1000;
  const windows = chip.dataset.windows ?? chip.closest("[data-open-windows]")?.dataset.openWindows;
  // Whole minutes only, with some seconds' grace for the timer, so that nothing jumps right after loading.
  const left = Number(chip.dataset.left) - Math.floor((worked(from, to, windows) + 5) / 60) * 60;
  const state = stateOf(left, chip);
  const total = Number(chip.dataset.total);
  const portion = total > 0 ? Math.max(0, Math.min(100, Math.round((100 * left) / total))) : 0;
  chip.querySelector(".y-ring__left")?.setAttribute("stroke-dasharray", `${portion} 100`);
  if (state === "overdue" && chip.dataset.state !== "overdue") {
    chip.querySelector(".y-ring")?.replaceWith(icon("alert-triangle"));
    chip.querySelector(".y-sr")?.remove();
  }
  chip.dataset.state = state;
  if ("labelled" in chip.dataset && state !== "overdue") return;
  chip.querySelector(".y-due__words").textContent = left < 0 ? lateWords(Math.floor(-left / 60)) : span(Math.floor(left / 60));
}

export function redrawAll() {
  for (const chip of document.querySelectorAll(".y-due[data-left]")) redraw(chip);
}

setInterval(redrawAll, 60000);
document.addEventListener("visibilitychange", () => document.hidden || redrawAll());
document.addEventListener("htmx:load", redrawAll);
redrawAll();
