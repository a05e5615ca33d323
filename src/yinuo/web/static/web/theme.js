// Light, dark or as the system: changed at once, kept in a cookie for the server.
const YEAR = 365 * 24 * 3600;

function show(choice) {
  const root = document.documentElement;
  const dark = choice === "dark" || (choice === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = choice;
  root.dataset.bsTheme = dark ? "dark" : "light";
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${choice}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-choice]");
  if (!button) return;
  event.preventDefault();
  show(button.dataset.themeChoice);
});
