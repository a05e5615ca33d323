"""The quick entry: what is taken down on the telephone, in the order of the conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.agreements.states import CATEGORY_WORDS
from yinuo.calls.states import CHANNEL_WORDS, INJURY_WORDS, KIND_WORDS, Channel, Kind
from yinuo.customers.states import ZONE_WORDS
from yinuo.desk.queries.caller import NO_DEVICE, OTHER
from yinuo.lib.words import Words, w
from yinuo.web.forms import ChoiceField, Form, HiddenField, InstantField, ManyField, PhoneField, TextField

if TYPE_CHECKING:
    from yinuo.desk.queries.caller import Caller

CHANNELS = (Channel.TELEPHONE, Channel.LETTER, Channel.WALK_IN, Channel.EMAIL)
BY_PAPERS = ("", w("按保修与合同", "by warranty and contract"))
BY_ADDRESS = ("", w("按地址", "by address"))


class Entry(Form):
    """One call as it is taken down."""

    phone = PhoneField(w("来电号码", "Telephone"), words="off")
    contact = HiddenField(optional=True, max_length=20)
    customer = HiddenField(optional=True, max_length=24)
    customer_name = TextField(w("客户", "Customer"), max_length=120, optional=True, words="off")
    contact_name = TextField(w("联系人", "Contact"), max_length=80, optional=True, words="off")
    department = TextField(w("科室", "Department"), max_length=80, optional=True, words="off")
    address = TextField(w("地址", "Address"), max_length=200, optional=True, words="off")
    devices = ManyField(w("哪一台？", "Which device?"), optional=True)
    product_model = TextField(w("机型", "Model"), max_length=40, optional=True, words="off")
    serial = TextField(w("序号", "Serial"), max_length=60, optional=True, words="off")
    fault = TextField(w("什么故障？", "What is wrong?"), rows=2, max_length=2000)
    injury = ChoiceField(
        w("有人受伤，或者可能受伤吗？", "Was anyone hurt, or could anyone have been?"),
        choices=[(str(key), words) for key, words in INJURY_WORDS.items()],
    )
    kind = ChoiceField(
        w("性质", "Kind"),
        choices=[(str(key), words) for key, words in KIND_WORDS.items()],
        initial=str(Kind.BREAKDOWN),
        shown="select",
    )
    channel = ChoiceField(
        w("怎么来的", "How it came"),
        choices=[(str(key), CHANNEL_WORDS[key]) for key in CHANNELS],
        initial=str(Channel.TELEPHONE),
        shown="select",
    )
    reported_at = InstantField(
        w("报修时间", "Reported at"), optional=True, hint=w("空着就是现在", "empty means now")
    )
    zone = ChoiceField(
        w("市区还是郊区", "Town or suburbs"),
        optional=True,
        choices=[BY_ADDRESS, *((str(key), words) for key, words in ZONE_WORDS.items())],
        shown="select",
    )
    category = ChoiceField(
        w("类别", "Category"),
        optional=True,
        choices=[BY_PAPERS, *((str(key), words) for key, words in CATEGORY_WORDS.items())],
        shown="select",
    )
    category_override = TextField(
        w("改类别的原因", "Why the category differs"), optional=True, max_length=400, words="off"
    )

    def expect(self, known: Caller, picked: list[str]) -> None:
        """Ask for the name of a customer not on record, and for the model of a device not on record."""
        self.fields["customer_name"].required = known.customer is None
        self.fields["product_model"].required = OTHER in picked

    def take_caller(self, known: Caller) -> None:
        """Offer the caller's devices, a device not on record, and none at all."""
        offered: list[tuple[str, Words]] = [
            (each.device.number, each.device.product_model.words) for each in known.owned
        ]
        self.offer(
            "devices",
            [*offered, (OTHER, w("另一台", "another one")), (NO_DEVICE, w("没有设备", "no device"))],
        )
