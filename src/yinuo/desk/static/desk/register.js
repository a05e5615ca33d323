// The register: what is picked in its toolbar is asked for at once; the panel closes without asking the server.
import { each } from "../web/dom.js";

each("form[data-auto]", (form) => {
  form.addEventListener("change", (event) => {
    if (event.target.type !== "search") form.requestSubmit();
  });
});

const panel = () => document.querySelector("#entry .y-panel");

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-shut]") || !panel()) return;
  event.preventDefault();
  panel().remove();
  document.getElementById("list")?.focus({ preventScroll: true });
  history.replaceState(null, "", event.target.closest("[data-shut]").href);
});

// "Another one" asks for model and serial only when it is picked.
document.addEventListener("change", (event) => {
  const shown = document.getElementById(event.target.dataset?.reveals || "nothing");
  if (shown) shown.hidden = !event.target.checked;
});

// In the quick entry Enter goes on to the next question, after the number has been looked up; Ctrl Enter registers.
let lookedUp = "";
let goesOn = false;

function next(from) {
  const group = from.closest("[data-digits]");
  const fields = [...from.form.elements].filter((field) => field.getClientRects().length && field.matches("input, textarea, select"));
  fields.slice(fields.indexOf(from) + 1).find((field) => !group?.contains(field))?.focus();
}

document.addEventListener("keydown", (event) => {
  const from = event.target.closest?.("#entry input");
  if (!from || event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
  event.preventDefault();
  goesOn = from.name === "phone" && from.value !== "" && from.value !== lookedUp;
  if (!goesOn) next(from);
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "caller") return;
  const phone = document.getElementById("id_phone");
  lookedUp = event.detail.requestConfig?.parameters.phone || "";
  if (!goesOn || phone?.value !== lookedUp) return;
  goesOn = false;
  if (document.activeElement === phone) next(phone);
});
