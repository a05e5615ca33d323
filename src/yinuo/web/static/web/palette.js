// Ctrl K: go to, do. The page's own moves first, then what the server finds for the typed words.
import { icon, make } from "./dom.js";
import { keyName, moves, press } from "./keys.js";
import { say } from "./words.js";

const PAUSE = 140;
let dialog = null;
let timer = 0;
let asking = null;

const opener = () => document.querySelector("[data-palette]");

function build() {
  const field = make("input", "form-control", [], {
    type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "y-found", autocomplete: "off", spellcheck: "false",
    "aria-label": say("搜索，或输入动作", "Search, or type a deed"), placeholder: say("号码、客户、电话、序号，或动作", "Number, customer, telephone, serial, or a deed"),
  });
  const list = make("ul", "", [], { role: "listbox", id: "y-found", "aria-label": say("结果", "Results") });
  const shown = make("dialog", "y-command", [field, list], { "aria-label": say("搜索，或输入动作", "Search, or type a deed") });
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => show(field.value.trim()), PAUSE); });
  shown.addEventListener("keydown", onKey);
  shown.addEventListener("click", (event) => event.target === shown && shown.close());
  document.body.append(shown);
  return shown;
}

function own(text) {
  const wanted = text.toLowerCase();
  return moves()
    .filter((move) => move.key.toLowerCase() !== "escape" && move.words && move.words.toLowerCase().includes(wanted))
    .map((move) => ({ words: move.words, key: keyName(move.key), icon: "bolt", work: () => press(move.element) }));
}

async function found(text) {
  asking?.abort();
  asking = new AbortController();
  const url = `${opener().dataset.palette}?q=${encodeURIComponent(text)}`;
  const answer = await fetch(url, { headers: { Accept: "application/json" }, signal: asking.signal, credentials: "same-origin" });
  if (!answer.ok) return [];
  const items = (await answer.json()).items;
  return items.map((item) => ({ ...item, work: () => location.assign(item.url) }));
}

async function show(text) {
  const mine = own(text).slice(0, text ? 6 : 12);
  fill(mine, text);
  try {
    const theirs = await found(text);
    fill([...mine, ...theirs], text, true);
  } catch (failure) {
    if (failure.name !== "AbortError") fill(mine, text, true);
  }
}

function fill(items, text, done = false) {
  const list = dialog.querySelector("ul");
  const shown = items.map((item, place) => {
    const parts = [icon(item.icon || "arrow-right"), make("span", "y-cut", item.words), make("span", "y-hint y-end y-cut", item.hint || "")];
    if (item.key) parts.push(make("kbd", "", item.key));
    const line = make("li", "", parts, { role: "option", id: `y-found-${place}`, "aria-selected": String(place === 0) });
    line.addEventListener("click", () => take(item));
    line.work = item;
    return line;
  });
  if (!shown.length && done && text) shown.push(make("li", "y-hint", say(`没有找到「${text}」`, `Nothing found for "${text}"`), { role: "option", "aria-disabled": "true", "aria-selected": "false" }));
  list.replaceChildren(...shown);
  dialog.querySelector("input").setAttribute("aria-activedescendant", shown.length ? shown[0].id : "");
}

function take(item) {
  dialog.close();
  item.work();
}

function onKey(event) {
  const lines = [...dialog.querySelectorAll("li")].filter((line) => line.work);
  const at = lines.findIndex((line) => line.getAttribute("aria-selected") === "true");
  if (event.key === "Enter" && lines[at]) {
    event.preventDefault();
    take(lines[at].work);
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  const next = lines[(at + (event.key === "ArrowDown" ? 1 : lines.length - 1)) % lines.length];
  for (const line of lines) line.setAttribute("aria-selected", String(line === next));
  next?.scrollIntoView({ block: "nearest" });
  dialog.querySelector("input").setAttribute("aria-activedescendant", next?.id || "");
}

function open() {
  if (!opener()) return;
  dialog ??= build();
  if (dialog.open) { dialog.close(); return; }
  dialog.showModal();
  const field = dialog.querySelector("input");
  field.value = "";
  field.focus();
  show("");
}

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k" || event.isComposing || !opener()) return;
  event.preventDefault();
  open();
});
document.addEventListener("click", (event) => event.target.closest("[data-palette]") && open());
