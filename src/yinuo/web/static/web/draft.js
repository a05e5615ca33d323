// Unsent input is kept per form[data-draft] and comes back after an accidental reload; gone once the server took it.
import { each, remember } from "./dom.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

const HOURS = 12 * 3600 * 1000;
const person = document.documentElement.dataset.person || "guest";
const nameOf = (form) => `draft:${person}:${form.dataset.draft}`;
const sentOf = (form) => `sent:${nameOf(form)}`;
const fields = (form) => [...form.elements].filter((field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type));

function read(form) {
  const kept = {};
  for (const field of fields(form)) {
    if (field.type === "checkbox" || field.type === "radio") {
      kept[field.name] ??= [];
      if (field.checked) kept[field.name].push(field.value);
    } else {
      kept[field.name] = field.value;
    }
  }
  return kept;
}

function write(form, kept) {
  let changed = false;
  for (const field of fields(form)) {
    const value = kept[field.name];
    if (value === undefined) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      const checked = value.includes(field.value);
      changed ||= checked !== field.checked;
      field.checked = checked;
    } else if (field.value !== value) {
      field.value = value;
      changed = true;
    }
  }
  return changed;
}

function store() {
  try { return sessionStorage; } catch { return { getItem: () => null, setItem() {}, removeItem() {} }; }
}

function restore(form) {
  const text = remember.get(nameOf(form));
  if (!text) return;
  const { at, kept } = JSON.parse(text);
  if (Date.now() - at > HOURS) { remember.drop(nameOf(form)); return; }
  const before = read(form);
  if (!write(form, kept)) return;
  form.dispatchEvent(new Event("change", { bubbles: true }));
  const work = () => { write(form, before); remember.drop(nameOf(form)); };
  toast(say("找回了没有提交的内容。", "Unsent input was brought back."), { kind: "ask", deed: { words: say("不要", "Discard"), work } });
}

each("form[data-draft]", (form) => {
  const refused = form.querySelector("[data-refused]");
  if (!refused && store().getItem(sentOf(form))) remember.drop(nameOf(form));
  store().removeItem(sentOf(form));
  if (!refused) restore(form);
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => remember.set(nameOf(form), JSON.stringify({ at: Date.now(), kept: read(form) })), 300);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    remember.set(nameOf(form), JSON.stringify({ at: Date.now(), kept: read(form) }));
    store().setItem(sentOf(form), "1");
  });
});

// A form that was sent and is not on the next page was taken.
for (const name of Object.keys(store())) {
  if (!name.startsWith("sent:draft:")) continue;
  const wanted = name.split(":").slice(3).join(":");
  if (document.querySelector(".y-message") || document.querySelector(`form[data-draft="${CSS.escape(wanted)}"]`)) continue;
  remember.drop(name.slice("sent:".length));
  store().removeItem(name);
}

// Signing out leaves nothing behind on a shared machine.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-leaves]")) return;
  for (const name of remember.names()) if (name.startsWith("draft:")) remember.drop(name);
});

