// A toast says what happened elsewhere; it leaves by itself unless it refuses or asks something.
import { icon, make } from "./dom.js";
import { say } from "./words.js";

const STAY = 6000;
const ICONS = { refused: "ban", done: "check", ask: "info-circle" };

const place = () => document.querySelector("[data-toasts]");

function leave(toast, after = STAY) {
  let timer = setTimeout(() => toast.remove(), after);
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => { timer = setTimeout(() => toast.remove(), after); });
}

/** Show words; `deed` = {words, work} adds a button such as 撤销. */
export function toast(words, { kind = "done", deed = null } = {}) {
  const shown = make("p", "y-toast", [icon(ICONS[kind] || ICONS.done), make("span", "", words)]);
  if (kind === "refused") shown.dataset.kind = kind;
  if (deed) {
    const button = make("button", "y-link", deed.words, { type: "button" });
    button.addEventListener("click", () => { shown.remove(); deed.work(); });
    shown.append(button);
  }
  if (kind === "refused" || deed) shown.append(closer(shown));
  else leave(shown);
  place()?.append(shown);
  return shown;
}

function closer(shown) {
  const button = make("button", "y-toast__close", icon("x", "icon icon-sm"), { type: "button", "aria-label": say("关闭", "Close") });
  button.addEventListener("click", () => shown.remove());
  return button;
}

document.addEventListener("toast", (event) => toast(event.detail.words, { kind: event.detail.kind }));
for (const shown of document.querySelectorAll("[data-toast]")) leave(shown);
