// Small things every module needs.

/** Call `work(element)` for each present and future element that matches, once. */
export function each(selector, work) {
  const seen = new WeakSet();
  const visit = (root) => {
    for (const element of root.querySelectorAll(selector)) {
      if (seen.has(element)) continue;
      seen.add(element);
      work(element);
    }
  };
  visit(document);
  document.addEventListener("htmx:load", (event) => visit(event.target.parentNode || document));
  document.addEventListener("y:added", () => visit(document));
}

/** An svg icon of the sprite. */
export function icon(name, kind = "icon") {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", kind);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${document.documentElement.dataset.sprite}#${name}`);
  svg.append(use);
  return svg;
}

/** An element with a class, children and attributes. */
export function make(tag, kind, children = [], attributes = {}) {
  const element = document.createElement(tag);
  if (kind) element.className = kind;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...[children].flat());
  return element;
}

/** Whether the person is writing somewhere. */
export function isWriting(target) {
  return Boolean(target?.closest?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]"));
}

/** Whether an element can be seen and used. */
export function isUsable(element) {
  return element.getClientRects().length > 0 && !element.disabled && element.getAttribute("aria-disabled") !== "true";
}

export const remember = {
  get(name) {
    try { return localStorage.getItem(name); } catch { return null; }
  },
  set(name, value) {
    try { localStorage.setItem(name, value); } catch { /* a full or closed store costs only comfort */ }
  },
  drop(name) {
    try { localStorage.removeItem(name); } catch { /* as above */ }
  },
  names() {
    try { return Object.keys(localStorage); } catch { return []; }
  },
};
