// A list with boxes: pick all of them at once, X picks the chosen row, and the foot says how many are picked.
import { each, isWriting } from "../web/dom.js";
import { say } from "../web/words.js";

const boxes = () => [...document.querySelectorAll("[data-rows] [name=picked]")];

function tell() {
  const picked = boxes().filter((box) => box.checked).length;
  const place = document.querySelector("[data-counts]");
  if (!place) return;
  place.textContent = picked ? say(`勾选了 ${picked} 张`, `${picked} picked`) : say("勾选要办的凭证", "Pick the vouchers");
}

each("[data-all]", (all) => all.addEventListener("change", () => {
  for (const box of boxes()) box.checked = all.checked;
  tell();
}));

document.addEventListener("change", (event) => event.target.name === "picked" && tell());
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "x" || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
  const box = document.querySelector('[data-rows] [aria-selected="true"] [name=picked]');
  if (!box) return;
  box.checked = !box.checked;
  event.preventDefault();
  tell();
});
tell();
