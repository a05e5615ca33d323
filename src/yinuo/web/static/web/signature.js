// A signature written on glass: the picture and the strokes go into two hidden inputs.
import SignaturePad from "../vendor/signature_pad-5.1.4/signature_pad.min.js";
import { each } from "./dom.js";
import { say } from "./words.js";

const round = (number) => Math.round(number * 10) / 10;

/** The strokes as one SVG path. */
export function path(strokes) {
  return strokes
    .map(({ points }) => points.map((point, place) => `${place ? "L" : "M"}${round(point.x)} ${round(point.y)}`).join(""))
    .join("");
}

/** The drawn part on paper white, cut to its edges, so that it reads on any ground. */
function picture(pad) {
  const points = pad.toData().flatMap((stroke) => stroke.points);
  const [xs, ys] = [points.map((point) => point.x), points.map((point) => point.y)];
  const [left, top] = [Math.max(0, Math.min(...xs) - 8), Math.max(0, Math.min(...ys) - 8)];
  const [width, height] = [Math.max(...xs) - left + 8, Math.max(...ys) - top + 8];
  const scale = Math.min(2, 1200 / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  pen.translate(-left, -top);
  pen.lineWidth = 2.2;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = "#1f252e";
  pen.stroke(new Path2D(path(pad.toData())));
  return canvas.toDataURL("image/png");
}

each("[data-signature]", (place) => {
  const canvas = place.querySelector("canvas");
  const [png, svg] = ["png", "svg"].map((kind) => place.querySelector(`[name="signature_${kind}"]`));
  const state = place.querySelector("[data-signature-state]");
  const ink = () => getComputedStyle(document.documentElement).getPropertyValue("--y-ink").trim() || "#1f252e";
  const pad = new SignaturePad(canvas, { minWidth: 1, maxWidth: 2.6, penColor: ink() });

  const fit = () => {
    const kept = pad.toData();
    const ratio = Math.max(devicePixelRatio || 1, 1);
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad.penColor = ink();
    pad.fromData(kept);
  };
  const keep = () => {
    const empty = pad.isEmpty();
    png.value = empty ? "" : picture(pad);
    svg.value = empty ? "" : path(pad.toData());
    place.toggleAttribute("data-signed", !empty);
    state.textContent = empty ? say("请在线上签字", "Please sign on the line") : say("已签，可重签", "Signed; may be cleared");
    place.dispatchEvent(new CustomEvent("y:signed", { bubbles: true, detail: { empty } }));
  };
  pad.addEventListener("endStroke", keep);
  place.querySelector("[data-signature-clear]").addEventListener("click", () => { pad.clear(); keep(); });
  new ResizeObserver(fit).observe(canvas);
});
