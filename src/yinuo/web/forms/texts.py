"""Fields for words, telephone numbers, hidden values and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator

from yinuo.lib.words import Words, w
from yinuo.web.forms import phones, plain
from yinuo.web.forms.saying import errors, lazily, wrong

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

TOO_LONG = w("最多 {most} 个字，现在是 {n} 个", "At most {most} characters, this has {n}")


class TextField(forms.CharField):
    """A line of text, or with `rows` a box; stripped, at most `max_length` characters."""

    def __init__(
        self,
        label: Words | None = None,
        *,
        hint: Words | None = None,
        optional: bool = False,
        max_length: int = 200,
        rows: int = 0,
        words: str = "",
        inputmode: str = "",
        initial: object = None,
    ) -> None:
        attrs: dict[str, Any] = {"maxlength": str(max_length)}
        attrs |= {name: value for name, value in (("autocomplete", words), ("inputmode", inputmode)) if value}
        widget = forms.Textarea(attrs | {"rows": rows}) if rows else forms.TextInput(attrs)
        super().__init__(
            label=lazily(label),
            help_text=lazily(hint),
            required=not optional,
            widget=widget,
            initial=initial,
            error_messages=errors(),
        )
        self.validators = [
            one for one in self.validators if not isinstance(one, ProhibitNullCharactersValidator)
        ]
        self.most = max_length

    def to_python(self, value: Any) -> str:
        """Strip; refuse NUL, half characters and what is too long."""
        text = super().to_python(plain.clean(str(value))) if value not in self.empty_values else ""
        if text is not None and len(text) > self.most:
            raise wrong(TOO_LONG.format(most=self.most, n=len(text)), "too_long")
        return text or ""


class PhoneField(TextField):
    """A telephone number, kept as digits."""

    def __init__(
        self,
        label: Words | None = None,
        *,
        hint: Words | None = None,
        optional: bool = False,
        words: str = "",
        initial: object = None,
    ) -> None:
        super().__init__(
            label, hint=hint, optional=optional, max_length=40, words=words, inputmode="tel", initial=initial
        )

    def to_python(self, value: Any) -> str:
        """Return the digits; ValidationError with the reason when it is no telephone number."""
        text = super().to_python(value)
        found = phones.read(text) if text else ""
        if isinstance(found, Words):
            raise wrong(found, "not_a_number")
        return found

    def prepare_value(self, value: Any) -> Any:
        """Show stored digits in groups; leave what was typed as it is."""
        return phones.shown(value) if isinstance(value, str) and value.isdigit() else value


class HiddenField(TextField):
    """A value the page carries along."""

    def __init__(self, *, max_length: int = 200, optional: bool = False, initial: object = None) -> None:
        super().__init__(max_length=max_length, optional=optional, initial=initial)
        self.widget = forms.HiddenInput()


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes several files and shows no link to the present one."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several uploaded files, at most `most`; check each through `web.uploads` before keeping it."""

    def __init__(
        self,
        label: Words | None = None,
        *,
        hint: Words | None = None,
        optional: bool = False,
        most: int = 10,
        accept: str = "",
    ) -> None:
        super().__init__(
            label=lazily(label),
            help_text=lazily(hint),
            required=not optional,
            widget=SeveralFiles({"accept": accept} if accept else {}),
            error_messages=errors(empty=w("这个文件是空的", "This file is empty")),
        )
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        """Return the files given, none for an empty field."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not given:
            raise wrong(w("请选一个文件", "Please choose a file"), "required")
        if len(given) > self.most:
            raise wrong(w("最多 {n} 个文件", "At most {n} files").format(n=self.most), "too_many")
        return [super(FilesField, self).clean(one, initial) for one in given]
