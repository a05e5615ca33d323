// Small habits of every page: dialogs, copy, print, share, filter, one submit per click, focus after a swap.
import { each } from "./dom.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

const DEEDS = {
  opens(element) { document.getElementById(element.dataset.opens)?.showModal(); },
  closes(element) { element.closest("dialog, [popover]")?.[element.closest("dialog") ? "close" : "hidePopover"](); },
  print() { window.print(); },
  async copy(element) {
    await navigator.clipboard.writeText(element.dataset.copy);
    toast(say("已复制。", "Copied."));
  },
  async share(element) {
    const { url, title } = element.dataset;
    if (navigator.share) await navigator.share({ url, title }).catch(() => null);
    else await DEEDS.copy({ dataset: { copy: url } });
  },
};

document.addEventListener("click", (event) => {
  for (const [name, deed] of Object.entries(DEEDS)) {
    const element = event.target.closest(`[data-${name}]`);
    if (!element) continue;
    event.preventDefault();
    deed(element);
    return;
  }
});

document.addEventListener("input", (event) => {
  const list = document.querySelector(event.target.dataset?.filter || "no-list");
  if (!list) return;
  const wanted = event.target.value.trim().toLowerCase();
  for (const line of list.children) line.hidden = !line.textContent.toLowerCase().includes(wanted);
});

// A second click on the same button sends nothing; the key in the form would catch it as well.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sending) { event.preventDefault(); return; }
  if (form.hasAttribute("hx-post")) return;
  form.dataset.sending = "1";
  setTimeout(() => { delete form.dataset.sending; }, 8000);
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
});

each(".y-menu [href], .y-menu button", (line) => line.addEventListener("click", () => line.closest("[popover]")?.hidePopover?.()));

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = document.querySelector('meta[name="csrf-token"]').content;
});
document.addEventListener("htmx:afterSwap", (event) => {
  event.target.querySelector?.('[autofocus], [aria-invalid="true"]')?.focus();
  document.dispatchEvent(new CustomEvent("y:added"));
});
document.addEventListener("htmx:sendError", () => {
  toast(say("没有连上服务器，刚才的没有保存。", "The server was not reached; the last change was not saved."), { kind: "refused" });
});
