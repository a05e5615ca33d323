// Dispatch: J and K show the next call while one is shown; what was picked stands on the day's strip; tools as last time.
import { each } from "../web/dom.js";

const PAUSE = 220;
const VISIT = 60;
let timer = 0;

document.addEventListener("y:chosen", (event) => {
  clearTimeout(timer);
  if (!document.querySelector("#panel [data-main]")) return;
  const link = event.target.querySelector("a[hx-get]");
  timer = setTimeout(() => link?.click(), PAUSE);
});

document.addEventListener("click", (event) => {
  const filler = event.target.closest("[data-fill]");
  const field = filler && document.querySelector(filler.dataset.fill);
  if (!field) return;
  field.value = filler.dataset.words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

const minutes = (clock) => {
  const [, hours, rest] = /(\d{1,2}):(\d{2})/.exec(clock) || [];
  return hours === undefined ? null : Number(hours) * 60 + Number(rest);
};

function draw(panel) {
  const scale = panel.querySelector(".y-day--scale");
  const typed = panel.querySelector("[name=planned_start]")?.value || "";
  const picked = panel.querySelector("[name=technician]:checked");
  for (const bar of panel.querySelectorAll(".y-day .new")) bar.setAttribute("width", "0");
  const at = minutes(typed);
  if (!scale || !picked || at === null || (typed.includes("-") && !typed.startsWith(scale.dataset.day))) return;
  const [start, end] = [minutes(scale.dataset.start), minutes(scale.dataset.end)];
  const bar = picked.closest("label").querySelector(".new");
  bar.setAttribute("x", `${(100 * (at - start)) / (end - start)}%`);
  bar.setAttribute("width", `${(100 * Math.min(VISIT, end - at)) / (end - start)}%`);
}

each("#panel form", (form) => {
  form.addEventListener("input", () => draw(form));
  form.addEventListener("change", () => draw(form));
  draw(form);
});
