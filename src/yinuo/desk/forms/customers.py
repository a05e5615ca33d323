"""What is typed of a customer, a site, a contact and a device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.customers.commands import ContactGiven, SiteGiven
from yinuo.customers.states import ZONE_WORDS
from yinuo.devices.commands import DeviceGiven
from yinuo.lib.words import Words, w
from yinuo.web.forms import ChoiceField, DayField, Form, NumberField, PhoneField, TextField
from yinuo.web.forms.saying import wrong

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yinuo.customers.models import Site

UNKNOWN = ("", w("按地址", "by address"))
BOTH = w("纬度和经度要一起填", "Latitude and longitude go together")
BACKWARDS = w("保修不能在安装之前结束", "Warranty can't end before the installation")


class SiteForm(Form):
    """A place of a customer."""

    name = TextField(w("地点名称", "Name of the site"), optional=True, max_length=80, words="off")
    address = TextField(w("地址", "Address"), max_length=200, words="off")
    district = TextField(w("区县", "District"), optional=True, max_length=40, words="off")
    zone = ChoiceField(
        w("市区还是郊区", "Town or suburbs"),
        optional=True,
        shown="select",
        choices=[UNKNOWN, *((str(key), words) for key, words in ZONE_WORDS.items())],
    )
    latitude = NumberField(w("纬度", "Latitude"), optional=True, least=-90, most=90, places=6)
    longitude = NumberField(w("经度", "Longitude"), optional=True, least=-180, most=180, places=6)

    def clean(self) -> None:
        """Refuse half a position."""
        super().clean()
        told = self.cleaned_data
        if (told.get("latitude") is None) != (told.get("longitude") is None) and not self.errors:
            self.add_error("longitude", wrong(BOTH, "half_a_position"))

    @property
    def given(self) -> SiteGiven:
        """The site as the command takes it."""
        told = self.cleaned_data
        return SiteGiven(**{name: told[name] for name in SiteForm.base_fields})


class ContactForm(Form):
    """Somebody one reaches at a customer."""

    phone = PhoneField(w("电话", "Telephone"), words="off")
    contact_name = TextField(w("姓名", "Name"), optional=True, max_length=80, words="off")
    department = TextField(w("科室", "Department"), optional=True, max_length=80, words="off")
    post = TextField(w("职务", "Post"), optional=True, max_length=40, words="off")
    site = ChoiceField(w("地点", "Site"), optional=True, shown="select", choices=[("", w("不限", "any"))])

    def take(self, sites: Iterable[Site]) -> None:
        """Offer the customer's sites."""
        self.offer("site", [("", w("不限", "any")), *((str(each.pk), called(each)) for each in sites)])

    @property
    def given(self) -> ContactGiven:
        """The contact as the command takes it."""
        told = self.cleaned_data
        return ContactGiven(told["phone"], told["contact_name"], told["department"], told["post"])


class CustomerForm(Form):
    """A customer's own data."""

    name = TextField(w("客户名称", "Customer's name"), max_length=120, words="off")
    credit_code = TextField(w("统一社会信用代码", "Credit code"), optional=True, max_length=18, words="off")
    note = TextField(w("备注", "Note"), optional=True, rows=3, max_length=2000)


class NewCustomer(Form):
    """A customer with the first site and contact."""

    name = TextField(w("客户名称", "Customer's name"), max_length=120, words="off")
    branch = ChoiceField(w("分公司", "Branch"), shown="select")
    address = TextField(w("地址", "Address"), max_length=200, words="off")
    district = TextField(w("区县", "District"), optional=True, max_length=40, words="off")
    zone = ChoiceField(
        w("市区还是郊区", "Town or suburbs"),
        optional=True,
        shown="select",
        choices=[UNKNOWN, *((str(key), words) for key, words in ZONE_WORDS.items())],
    )
    phone = PhoneField(w("电话", "Telephone"), optional=True, words="off")
    contact_name = TextField(w("联系人", "Contact"), optional=True, max_length=80, words="off")
    department = TextField(w("科室", "Department"), optional=True, max_length=80, words="off")
    credit_code = TextField(w("统一社会信用代码", "Credit code"), optional=True, max_length=18, words="off")

    @property
    def site(self) -> SiteGiven:
        """The first site as the command takes it."""
        told = self.cleaned_data
        return SiteGiven(address=told["address"], district=told["district"], zone=told["zone"])

    @property
    def contact(self) -> ContactGiven | None:
        """The first contact, when a telephone was given."""
        told = self.cleaned_data
        return (
            ContactGiven(told["phone"], told["contact_name"], told["department"]) if told["phone"] else None
        )


class DeviceForm(Form):
    """A device's own data; model and serial only when it is added."""

    department = TextField(w("科室", "Department"), optional=True, max_length=80, words="off")
    udi = TextField(w("UDI 码", "UDI"), optional=True, max_length=120, words="off")
    software_version = TextField(w("软件版本", "Software version"), optional=True, max_length=40, words="off")
    installed_on = DayField(w("安装日期", "Installed on"), optional=True)
    warranty_until = DayField(w("保修到", "Warranty until"), optional=True)

    def clean(self) -> None:
        """Refuse a warranty that ended before the device was installed."""
        super().clean()
        installed, until = self.cleaned_data.get("installed_on"), self.cleaned_data.get("warranty_until")
        if installed and until and until < installed:
            self.add_error("warranty_until", wrong(BACKWARDS, "order"))


class NewDevice(DeviceForm):
    """A device that is added to a customer."""

    product_model = TextField(w("机型", "Model"), max_length=40, words="off")
    serial = TextField(w("序号", "Serial"), max_length=60, words="off")
    site = ChoiceField(w("地点", "Site"), optional=True, shown="select", choices=[("", w("未定", "unknown"))])
    field_order = ("product_model", "serial", "site", "department")

    def take(self, sites: Iterable[Site]) -> None:
        """Offer the customer's sites."""
        self.offer("site", [("", w("未定", "unknown")), *((str(each.pk), called(each)) for each in sites)])

    @property
    def given(self) -> DeviceGiven:
        """The device as the command takes it."""
        told = self.cleaned_data
        return DeviceGiven(serial=told["serial"], **{name: told[name] for name in DeviceForm.base_fields})


def called(site: Site) -> Words:
    """Return what a site is called: its name, else its address."""
    text = site.name or site.address or "?"
    return Words(text, text)
