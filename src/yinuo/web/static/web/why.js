// A dotted underline opens the why: a popover filled by one GET. Without this script it is a plain link.
import { make } from "./dom.js";
import { say } from "./words.js";

let box = null;
let asked = null;

function popover() {
  if (box) return box;
  box = make("div", "y-why", [], { popover: "", role: "dialog", "aria-label": say("为什么", "Why"), tabindex: "-1" });
  box.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    asked?.setAttribute("aria-expanded", "false");
    if (box.contains(document.activeElement) || document.activeElement === document.body) asked?.focus();
    asked?.classList.remove("y-ask--open");
  });
  document.body.append(box);
  return box;
}

async function fill(link) {
  const kept = link.dataset.whyText;
  if (kept) return kept;
  const answer = await fetch(link.href, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  const text = await answer.text();
  if ("whyKeep" in link.dataset) link.dataset.whyText = text;
  return text;
}

async function open(link) {
  const shown = popover();
  asked = link;
  link.classList.add("y-ask--open");
  link.setAttribute("aria-expanded", "true");
  if (link.closest(".y-panel")) shown.dataset.beside = "panel";
  else delete shown.dataset.beside;
  try {
    shown.innerHTML = await fill(link);
  } catch {
    shown.replaceChildren(make("p", "", say("现在取不到，请稍后再问。", "It cannot be fetched now; please ask again later.")));
  }
  if (!shown.matches(":popover-open")) shown.showPopover();
  shown.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-why]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !HTMLElement.prototype.showPopover) return;
  event.preventDefault();
  event.stopPropagation();
  if (box?.matches(":popover-open") && asked === link) box.hidePopover();
  else open(link);
});
