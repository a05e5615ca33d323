// Passkeys: a form with data-passkey fetches a challenge, lets the device answer it, and is sent with the answer.
import { each } from "../web/dom.js";
import { say } from "../web/words.js";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

async function challenge(form) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const answer = await fetch(form.dataset.passkey, { method: "POST", headers: { "X-CSRFToken": token, Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return (await answer.json()).publicKey;
}

async function registered(asked) {
  const made = await navigator.credentials.create({
    publicKey: { ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) }, excludeCredentials: known(asked.excludeCredentials) },
  });
  const { attestationObject, clientDataJSON } = made.response;
  return { id: made.id, rawId: text(made.rawId), type: made.type, response: { attestationObject: text(attestationObject), clientDataJSON: text(clientDataJSON) } };
}

async function signed(asked) {
  const made = await navigator.credentials.get({
    publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: known(asked.allowCredentials) },
  });
  const { authenticatorData, clientDataJSON, signature, userHandle } = made.response;
  return {
    id: made.id, rawId: text(made.rawId), type: made.type,
    response: {
      authenticatorData: text(authenticatorData), clientDataJSON: text(clientDataJSON), signature: text(signature),
      ...(userHandle ? { userHandle: text(userHandle) } : {}),
    },
  };
}

function refuse(form) {
  const told = form.querySelector("[data-passkey-refused]");
  told.textContent = say("没有成功：设备没有给出通行密钥。可以再试，或用别的方式。", "That didn't work: the device gave no passkey. Try again, or another way.");
  told.hidden = false;
}

each("form[data-passkey]", (form) => {
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  form.hidden = false;
  const answer = form.elements.answer;
  form.addEventListener("submit", async (event) => {
    if (answer.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    form.querySelector("[data-passkey-refused]").hidden = true;
    try {
      const asked = await challenge(form);
      answer.value = JSON.stringify("passkeyNew" in form.dataset ? await registered(asked) : await signed(asked));
      form.submit();
    } catch {
      refuse(form);
    }
  }, { capture: true });
});
