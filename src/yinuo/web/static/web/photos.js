// Photos are drawn anew in the browser: at most 1600 pixels a side, and nothing the camera hid in them.
import { each, make } from "./dom.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

const EDGE = 1600;

/** Return a JPEG file of the picture, smaller; the file itself when the browser cannot read it. */
export async function smaller(file) {
  if (!file.type.startsWith("image/")) return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, EDGE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.85); });
    return blob ? new File([blob], `${file.name.replace(/\.[^.]*$/, "")}.jpg`, { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
}

function preview(place, files) {
  place.replaceChildren(...files.filter((file) => file.type.startsWith("image/")).map((file) => {
    const image = make("img", "", [], { alt: file.name, src: URL.createObjectURL(file) });
    image.addEventListener("load", () => URL.revokeObjectURL(image.src));
    return make("li", "", image);
  }));
}

each("input[type=file][data-photos]", (field) => {
  const place = (field.form || field.closest("section") || document).querySelector(".y-thumbs");
  field.addEventListener("change", async (event) => {
    if (event.detail === "smaller" || !field.files.length) return;
    field.dataset.busy = "1";
    const files = await Promise.all([...field.files].map(smaller));
    const kept = new DataTransfer();
    for (const file of files) kept.items.add(file);
    field.files = kept.files;
    delete field.dataset.busy;
    if (place) preview(place, files);
    field.dispatchEvent(new CustomEvent("y:photos", { bubbles: true, detail: { files } }));
  });
  field.form?.addEventListener("submit", (event) => {
    if (!field.dataset.busy) return;
    event.preventDefault();
    toast(say("照片还在缩小，请再按一次。", "The photos are still being made smaller; please press again."), { kind: "ask" });
  });
});
