"""How a move is made: what was typed, handed to its command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yinuo.agreements.states import Category
from yinuo.calls import commands
from yinuo.calls.commands.files import Upload
from yinuo.calls.commands.recording import Findings
from yinuo.calls.commands.signing import Signing
from yinuo.calls.states import SignatureKind
from yinuo.web import uploads

if TYPE_CHECKING:
    from collections.abc import Callable

    from yinuo.desk.moves.shape import Doing


def approve(doing: Doing) -> object:
    """Approve the call."""
    return commands.approve(
        number=doing.call, version=doing.version, note=doing.typed["note"], deed=doing.deed
    )


def on_call(command: Callable[..., object]) -> Callable[[Doing], object]:
    """Return the doing of a command on the call whose arguments are named like the fields."""

    def do(doing: Doing) -> object:
        return command(number=doing.call, version=doing.version, deed=doing.deed, **doing.typed)

    return do


def on_voucher(command: Callable[..., object]) -> Callable[[Doing], object]:
    """Return the doing of a command on the voucher whose arguments are named like the fields."""

    def do(doing: Doing) -> object:
        return command(number=doing.voucher, version=doing.version, deed=doing.deed, **doing.typed)

    return do


def change_category(doing: Doing) -> object:
    """Change the voucher's category."""
    return commands.change_category(
        number=doing.voucher,
        version=doing.version,
        category=Category(doing.typed["category"]),
        reason=doing.typed["reason"],
        deed=doing.deed,
    )


def amend(doing: Doing) -> object:
    """Write a new version of the record."""
    values = {name: value for name, value in doing.typed.items() if name != "reason"}
    return commands.amend(
        number=doing.voucher,
        version=doing.version,
        findings=Findings(values),
        reason=doing.typed["reason"],
        deed=doing.deed,
    )


def sign_by_paper(doing: Doing) -> object:
    """Take the scan of the signed paper as the signature."""
    signing = Signing(
        kind=SignatureKind.SCAN,
        signer=doing.typed["signer"],
        post=doing.typed["post"],
        image=_upload(doing.typed["scan"][0], "scan"),
    )
    return commands.sign(number=doing.voucher, version=doing.version, signing=signing, deed=doing.deed)


def add_files(doing: Doing) -> object:
    """Keep every file that came."""
    added = [_upload(file, "added") for file in doing.typed["added"]]
    return [commands.add_file(number=doing.voucher, upload=each, deed=doing.deed) for each in added]


def _upload(file: Any, field: str) -> Upload:
    """Return a file checked and cleaned, under the name it came with and the ending it has now."""
    found = uploads.paper(file, field)
    name = f"{file.name.rpartition('.')[0] or file.name}.{found.extension}"
    kind = "scan" if field == "scan" or found.extension == "pdf" else "photo"
    return Upload(kind, name, found.kind, found.content)
