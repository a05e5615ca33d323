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
