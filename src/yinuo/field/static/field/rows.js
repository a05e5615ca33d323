// One more row of readings or parts: a copy of the last one, empty, under the next number.
import { each } from "../web/dom.js";

const NUMBERED = /^(\w+?)_(\d+)_/;

function renumber(row, place) {
  for (const element of row.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
    for (const name of ["name", "id", "for"]) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replace(/(^|id_)(\w+?)_\d+_/, `$1$2_${place}_`));
    }
    element.removeAttribute("aria-describedby");
    element.removeAttribute("aria-invalid");
  }
}

each("[data-add-row]", (button) => {
  const list = button.closest("section").querySelector(`[data-rows-of="${button.dataset.addRow}"]`);
  button.addEventListener("click", () => {
    const last = list.lastElementChild;
    const row = last.cloneNode(true);
    const place = Number(NUMBERED.exec(last.querySelector("[name]").name)[2]) + 1;
    for (const error of row.querySelectorAll(".y-error")) error.remove();
    for (const field of row.querySelectorAll("input")) field.value = "";
    for (const fold of row.querySelectorAll("details")) fold.open = false;
    renumber(row, place);
    list.append(row);
    row.querySelector("input").focus();
  });
});
