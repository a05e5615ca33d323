// Where it was done, if the person allows it: one point, at most 8 seconds, never required.
import { each } from "./dom.js";

const PATIENCE = 8000;

/** Return {lat, lon, accuracy} or null. */
export function point() {
  if (!navigator.geolocation) return Promise.resolve(null);
  return new Promise((done) => {
    const late = setTimeout(() => done(null), PATIENCE);
    const answer = (value) => { clearTimeout(late); done(value); };
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => answer({ lat: coords.latitude.toFixed(6), lon: coords.longitude.toFixed(6), accuracy: Math.round(coords.accuracy) }),
      () => answer(null),
      { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 60000 },
    );
  });
}

each("form[data-geolocation]", (form) => {
  let asked = false;
  form.addEventListener("submit", async (event) => {
    if (asked) return;
    asked = true;
    event.preventDefault();
    event.stopImmediatePropagation();
    const found = await point();
    for (const name of ["lat", "lon", "accuracy"]) {
      const field = form.elements[name];
      if (field && found) field.value = found[name];
    }
    await new Promise((done) => { setTimeout(done); });  // the browser drops a second sending from within the first
    form.requestSubmit(event.submitter && form.contains(event.submitter) ? event.submitter : undefined);
  }, { capture: true });
});
