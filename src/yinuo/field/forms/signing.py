"""The form of a signature: drawn, a scan of the signed paper, a code by telephone, or none (decision 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.calls.commands.files import Upload
from yinuo.calls.commands.signing import Signing
from yinuo.calls.states import PURPOSE_WORDS, UNSIGNED_WORDS, Purpose, SignatureKind
from yinuo.field.forms.lenient import LenientForm
from yinuo.lib.words import w
from yinuo.web import uploads
from yinuo.web.forms import ChoiceField, FilesField, HiddenField, PhoneField, TextField
from yinuo.web.forms.saying import REQUIRED, wrong

if TYPE_CHECKING:
    from yinuo.policy.queries import Policy

KINDS = {
    "drawn": w("手机上签", "On the phone"),
    "code": w("电话验证码", "By telephone"),
    "scan": w("签好的纸", "On paper"),
    "none": w("没有签字", "None"),
}


class SignForm(LenientForm):
    """Who signs, for what, and how; which fields count depends on the kind."""

    kind = ChoiceField(w("怎么签？", "How?"), shown="choice", initial="drawn")
    purpose = HiddenField(initial=str(Purpose.COMPLETED))
    signer = TextField(w("签字人姓名", "Name of the signer"), max_length=80)
    post = TextField(w("职务或科室", "Post or department"), max_length=80, optional=True)
    signature_png = HiddenField(max_length=4_000_000, optional=True)
    signature_svg = HiddenField(max_length=60_000, optional=True)
    phone = PhoneField(w("客户的电话", "The customer's telephone"))
    code = TextField(
        w("客户说出的验证码", "The code that the customer tells"),
        max_length=12,
        inputmode="numeric",
        words="one-time-code",
    )
    way = HiddenField(optional=True)
    image = FilesField(w("签章纸单的照片或 PDF", "Photo or PDF of the signed paper"), most=1)
    unsigned_reason = ChoiceField(w("为什么没有签字？", "Why is there none?"), shown="pick")
    unsigned_note = TextField(w("说明", "Note"), rows=2, max_length=400, optional=True)

    def offer_policy(self, policy: Policy) -> None:
        """Offer the kinds and reasons that the policy of the call allows."""
        self.offer("kind", [(kind, KINDS[kind]) for kind in policy.listed("S1.7.kinds") if kind in KINDS])
        reasons = policy.listed("S1.7.unsigned_reasons")
        self.offer(
            "unsigned_reason", [(each, UNSIGNED_WORDS[each]) for each in reasons if each in UNSIGNED_WORDS]
        )

    def clean_kind(self) -> str:
        """Refuse no kind at all: everything else depends on it."""
        kind = str(self.cleaned_data["kind"])
        if not kind:
            raise wrong(REQUIRED, "required")
        return kind

    def clean_purpose(self) -> str:
        """Refuse a purpose there is none of."""
        purpose = str(self.cleaned_data["purpose"])
        if purpose not in list(PURPOSE_WORDS):
            raise wrong(w("没有这种签字", "There is no such signature"), "no_purpose")
        return purpose

    def signing(self) -> Signing:
        """Return what the command takes. Invalid, naming the field, for a drawing or a file that is none."""
        given = self.cleaned_data
        kind = SignatureKind(given["kind"])
        drawn = kind is SignatureKind.DRAWN
        none = kind is SignatureKind.NONE
        return Signing(
            kind=kind,
            purpose=Purpose(given["purpose"]),
            signer="" if none else given["signer"],
            post="" if none else given["post"],
            strokes=uploads.strokes(given["signature_svg"]) if drawn else "",
            image=self._image(kind),
            unsigned_reason=given["unsigned_reason"] if none else "",
            unsigned_note=given["unsigned_note"] if none else "",
        )

    def _image(self, kind: SignatureKind) -> Upload | None:
        given = self.cleaned_data
        if kind is SignatureKind.DRAWN:
            drawing = uploads.drawn(given["signature_png"])
            return Upload("signature", f"signature.{drawing.extension}", drawing.kind, drawing.content)
        if kind is SignatureKind.SCAN and given["image"]:
            scan = uploads.paper(given["image"][0], "image")
            return Upload("scan", f"scan.{scan.extension}", scan.kind, scan.content)
        return None
