// The keyboard: single letters press what carries data-key, ? lists them, J K and arrows walk the register's rows.
import { icon, isUsable, isWriting, make, remember } from "./dom.js";
import { say } from "./words.js";

const OFF = "keys:off";
const NAMES = { escape: "Esc", enter: "↵", "ctrl+enter": "Ctrl ↵" };
const LINES = [
  ["J  K  ↑  ↓", say("选行", "Walk the rows")],
  ["↵", say("打开选中的行", "Open the row")],
  ["Ctrl ↵", say("提交正在写的", "Submit what you are writing")],
  ["Esc", say("关闭", "Close")],
  ["?", say("这张表", "This list")],
];

export const keyName = (key) => NAMES[key.toLowerCase()] || key.toUpperCase();

/** Every move of this page that has a key: [{key, words, element}]. */
export function moves() {
  const found = [...document.querySelectorAll("[data-key]")].filter(isUsable);
  return found.map((element) => ({ key: element.dataset.key, words: wordsOf(element), element }));
}

function wordsOf(element) {
  if (element.dataset.keyWords) return element.dataset.keyWords;
  const copy = element.cloneNode(true);
  for (const mark of copy.querySelectorAll("kbd, svg, .y-rail__count")) mark.remove();
  return (element.getAttribute("aria-label") || copy.textContent || element.labels?.[0]?.textContent || element.placeholder || "").trim();
}

export function press(element) {
  if (isWriting(element)) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

const rows = () => [...document.querySelectorAll("[data-rows] tr[data-href], [data-rows] [data-row]")].filter(isUsable);

function walk(step) {
  const all = rows();
  if (!all.length) return false;
  const at = all.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step))];
  choose(next);
  return true;
}

function choose(row) {
  for (const other of rows()) if (other !== row) other.removeAttribute("aria-selected");
  row.setAttribute("aria-selected", "true");
  (row.querySelector("a[href]") || row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  row.dispatchEvent(new CustomEvent("y:chosen", { bubbles: true }));
}

function openRow() {
  const row = document.querySelector('[data-rows] [aria-selected="true"]');
  const link = row?.querySelector("a[href]");
  if (link) link.click();
  else if (row?.dataset.href) location.assign(row.dataset.href);
  return Boolean(row);
}

function digit(event) {
  const group = event.target.closest?.("[data-digits]") || [...document.querySelectorAll("[data-digits]")].find(isUsable);
  const choice = group?.querySelectorAll("input")[Number(event.key) - 1];
  if (!choice) return false;
  choice.click();
  choice.focus();
  return true;
}

function overlay() {
  const present = document.getElementById("y-keys");
  if (present) { present.remove(); return; }
  const own = new Set(moves().map(({ key }) => keyName(key)));
  const listed = [...moves().map(({ key, words }) => [keyName(key), words]), ["Ctrl K", say("搜索，或输入动作", "Search, or type a deed")], ...LINES.filter(([key]) => !own.has(key))];
  const list = listed.flatMap(([key, words]) => [make("dt", "", make("kbd", "", key)), make("dd", "", words)]);
  const close = make("button", "btn btn-quiet btn-icon y-end", icon("x"), { type: "button", "aria-label": say("关闭", "Close") });
  const head = make("div", "y-keylist__head", [make("h2", "", say("快捷键", "Keys")), close]);
  const shown = make("dialog", "y-dialog y-keylist", [head, make("dl", "", list)], { id: "y-keys", "aria-label": say("快捷键", "Keys") });
  close.addEventListener("click", () => shown.close());
  shown.addEventListener("close", () => shown.remove());
  document.body.append(shown);
  shown.showModal();
}

function submit(event) {
  const form = event.target.closest?.("form") || document.querySelector("form[data-main]");
  const main = document.querySelector('[data-key="ctrl+enter"]');
  if (form?.method === "post") form.requestSubmit();
  else if (main && isUsable(main)) press(main);
  else return false;
  return true;
}

function find(key) {
  return moves().find((move) => move.key.toLowerCase() === key)?.element;
}

function single(event) {
  const key = event.key.toLowerCase();
  if (event.key === "?") { overlay(); return true; }
  if (key === "j" || event.key === "ArrowDown") return walk(1);
  if (key === "k" || event.key === "ArrowUp") return walk(-1);
  if (/^[1-9]$/.test(key) && digit(event)) return true;
  const element = find(key);
  if (element) press(element);
  return Boolean(element);
}

function onKey(event) {
  if (event.defaultPrevented || event.isComposing || event.altKey || document.querySelector("dialog[open]:not(#y-keys)")) return;
  const withCtrl = event.ctrlKey || event.metaKey;
  let taken = false;
  if (withCtrl && event.key === "Enter") taken = submit(event);
  else if (withCtrl) return;
  else if (event.key === "Escape") taken = !document.querySelector(":popover-open, dialog[open]") && Boolean(find("escape")) && (press(find("escape")), true);
  else if (isWriting(event.target)) return;
  else if (event.key === "Enter") taken = event.target === document.body && openRow();
  else if (event.key.startsWith("Arrow") && event.target.closest?.("[role=radiogroup], [role=listbox], [role=slider]")) return;
  else if (!remember.get(OFF) || event.key.startsWith("Arrow")) taken = single(event);
  if (taken) event.preventDefault();
}

function onRow(event) {
  const row = event.target.closest("[data-rows] tr[data-href]");
  if (!row || event.target.closest("a, button, input, label, select, [data-why]") || getSelection()?.toString()) return;
  choose(row);
  const link = row.querySelector("a[href]");
  if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
  else if (link) link.click();
  else location.assign(row.dataset.href);
}

document.addEventListener("keydown", onKey);
document.addEventListener("click", onRow);
for (const box of document.querySelectorAll("[data-keys-switch]")) {
  box.checked = !remember.get(OFF);
  box.addEventListener("change", () => (box.checked ? remember.drop(OFF) : remember.set(OFF, "1")));
}
