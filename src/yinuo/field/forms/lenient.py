"""A form that is saved as one goes: what is needed in the end is marked, but its lack refuses no saving."""

from __future__ import annotations

from yinuo.web.forms import Form


class LenientForm(Form):
    """Required fields look required; only the command that ends the work insists on them."""

    def full_clean(self) -> None:
        """Read what was given as if every field were optional."""
        wanted = [field for field in self.fields.values() if field.required]
        for field in wanted:
            field.required = False
        super().full_clean()
        for field in wanted:
            field.required = True
