"""Every move on the page of a call: its words, who may make it, when it is open, what it asks for, what it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yinuo.agreements.states import Category
from yinuo.calls import access as calls_access
from yinuo.calls import commands
from yinuo.calls.commands.files import Upload
from yinuo.calls.commands.filing import missing
from yinuo.calls.commands.recording import Findings
from yinuo.calls.commands.signing import Signing
from yinuo.calls.rules.completeness import told
from yinuo.calls.states import MOVES, SignatureKind, State
from yinuo.desk.chips import BEFORE_ARRIVAL
from yinuo.desk.forms import moves as forms
from yinuo.lib.words import Words, w
from yinuo.people import access
from yinuo.web import uploads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from yinuo.calls.commands.gate import Deed
    from yinuo.calls.models import Call, Record, Voucher
    from yinuo.people.models import User
    from yinuo.web.forms import Form


@dataclass(frozen=True, slots=True)
class Doing:
    """A move as it is made: on which call and voucher, from which version, with what was typed, by whom and when."""

    call: str
    voucher: str
    version: int
    typed: Mapping[str, Any]
    deed: Deed


@dataclass(frozen=True, slots=True)
class Move:
    """One move. `label` is a verb with its object, `says` its consequence; `page` for what takes more than a minute."""

    verb: str
    label: Words
    icon: str
    deed: str
    form: type[Form]
    is_open: Callable[[Call, Voucher], bool]
    do: Callable[[Doing], object]
    says: Words = w("", "")
    key: str = ""
    danger: bool = False
    page: bool = False
    keep: Words = w("不改", "Leave it")

    @property
    def asks(self) -> bool:
        """Whether there is anything to type or to think over before."""
        return self.form is not forms.Nothing

    @property
    def dialog(self) -> str:
        """The id of its dialog."""
        return f"move-{self.verb}"


def _in_state(verb: str) -> Callable[[Call, Voucher], bool]:
    """Return whether the table of moves allows `verb`: of the voucher, of the call while it waits for its yes."""

    def is_open(call: Call, voucher: Voucher) -> bool:
        awaits = call.state == State.AWAITING_APPROVAL
        return verb in MOVES.allowed(State(call.state if awaits else voucher.state))

    return is_open


def _arrival_open(call: Call, voucher: Voucher) -> bool:
    return call.state in BEFORE_ARRIVAL and call.arrival_due_at is not None and call.arrived_at is None


def _cancel_open(call: Call, voucher: Voucher) -> bool:
    return _in_state("cancel")(call, voucher) and call.arrived_at is None


def _zone_open(call: Call, voucher: Voucher) -> bool:
    return call.zone_to_confirm or _arrival_open(call, voucher)


def _category_open(call: Call, voucher: Voucher) -> bool:
    return voucher.state not in (State.FILED, State.CANCELLED, State.DUPLICATE)


def _unsigned(call: Call, voucher: Voucher) -> bool:
    standing = [each for each in voucher.signatures.all() if not each.superseded]
    return any(each.kind == SignatureKind.NONE and not each.confirmed_at for each in standing)


def _paper_open(call: Call, voucher: Voucher) -> bool:
    signed = [each for each in voucher.signatures.all() if not each.superseded]
    done = voucher.state == State.DONE and voucher.outcome != "by_telephone"
    return done and not any(each.kind != SignatureKind.NONE for each in signed)


def _escalated(call: Call, voucher: Voucher) -> bool:
    return any(each.solved_at is None for each in voucher.escalations.all())


def _injured(call: Call, voucher: Voucher) -> bool:
    return call.injury_learned_at is not None and not call.injury_assessment


def _receivable(call: Call, voucher: Voucher) -> bool:
    return voucher.state == State.DONE and voucher.received_at is None


def _fileable(call: Call, voucher: Voucher) -> bool:
    return call.state == State.DONE


def _amendable(call: Call, voucher: Voucher) -> bool:
    return _in_state("amend")(call, voucher) and latest(voucher) is not None


def _learned(call: Call, voucher: Voucher) -> bool:
    return voucher.state in (State.DONE, State.FILED)


def _open_file(call: Call, voucher: Voucher) -> bool:
    return voucher.state not in (State.CANCELLED, State.DUPLICATE)


def _approve(doing: Doing) -> object:
    return commands.approve(
        number=doing.call, version=doing.version, note=doing.typed["note"], deed=doing.deed
    )


def _on_call(command: Callable[..., object]) -> Callable[[Doing], object]:
    """Return the doing of a command on the call whose arguments are named like the fields."""

    def do(doing: Doing) -> object:
        return command(number=doing.call, version=doing.version, deed=doing.deed, **doing.typed)

    return do


def _on_voucher(command: Callable[..., object]) -> Callable[[Doing], object]:
    """Return the doing of a command on the voucher whose arguments are named like the fields."""

    def do(doing: Doing) -> object:
        return command(number=doing.voucher, version=doing.version, deed=doing.deed, **doing.typed)

    return do


def _change_category(doing: Doing) -> object:
    return commands.change_category(
        number=doing.voucher,
        version=doing.version,
        category=Category(doing.typed["category"]),
        reason=doing.typed["reason"],
        deed=doing.deed,
    )


def _amend(doing: Doing) -> object:
    values = {name: value for name, value in doing.typed.items() if name != "reason"}
    return commands.amend(
        number=doing.voucher,
        version=doing.version,
        findings=Findings(values),
        reason=doing.typed["reason"],
        deed=doing.deed,
    )


def _sign_by_paper(doing: Doing) -> object:
    signing = Signing(
        kind=SignatureKind.SCAN,
        signer=doing.typed["signer"],
        post=doing.typed["post"],
        image=_upload(doing.typed["scan"][0], "scan"),
    )
    return commands.sign(number=doing.voucher, version=doing.version, signing=signing, deed=doing.deed)


def _add_files(doing: Doing) -> object:
    added = [_upload(file, "files") for file in doing.typed["files"]]
    return [commands.add_file(number=doing.voucher, upload=each, deed=doing.deed) for each in added]


def _upload(file: Any, field: str) -> Upload:
    """Return a file checked and cleaned, under the name it came with and the ending it has now."""
    found = uploads.paper(file, field)
    name = f"{file.name.rpartition('.')[0] or file.name}.{found.extension}"
    kind = "scan" if field == "scan" or found.extension == "pdf" else "photo"
    return Upload(kind, name, found.kind, found.content)


TABLE: tuple[Move, ...] = (
    Move(
        "approve",
        w("批准叫修", "Approve the call"),
        "circle-check",
        "call.approve",
        forms.Note,
        _in_state("approve"),
        _approve,
        says=w("批准以后就可以派工。", "It can be dispatched then."),
        key="a",
    ),
    Move(
        "assess",
        w("评估伤害", "Assess the injury"),
        "first-aid-kit",
        "injury.assess",
        forms.Assessment,
        _injured,
        _on_call(commands.assess_injury),
    ),
    Move(
        "solve",
        w("定解决办法", "Fix the solution"),
        "bulb",
        "escalation.solve",
        forms.Solution,
        _escalated,
        _on_voucher(commands.solve),
        says=w("技术员会看到这个办法。", "The technician will see it."),
    ),
    Move(
        "confirm-unsigned",
        w("确认未签字", "Confirm the missing signature"),
        "checks",
        "signature.confirm",
        forms.Nothing,
        _unsigned,
        _on_voucher(commands.confirm_unsigned),
    ),
    Move(
        "file",
        w("归档凭证", "File the voucher"),
        "archive",
        "call.file",
        forms.Nothing,
        _fileable,
        _on_call(commands.file_call),
        key="a",
    ),
    Move(
        "receive",
        w("收回凭证", "Receive the voucher"),
        "inbox",
        "call.file",
        forms.Nothing,
        _receivable,
        _on_voucher(commands.receive),
        key="r",
    ),
    Move(
        "agree-time",
        w("改约时间", "Agree a later time"),
        "calendar-event",
        "call.change",
        forms.LaterTime,
        _arrival_open,
        _on_call(commands.agree_time),
        says=w(
            "客户要的时间代替应到时间，守住了另计。",
            "The time the customer wants replaces the due time; kept then counts apart.",
        ),
    ),
    Move(
        "solve-remotely",
        w("电话解决", "Solve by telephone"),
        "phone-call",
        "call.change",
        forms.ByTelephone,
        _in_state("solve_remotely"),
        _on_call(commands.solve_remotely),
        says=w("上门的承诺取消，不算守住。", "The promise of arrival is called off, not kept."),
    ),
    Move(
        "paper",
        w("收签字纸面", "Take the signed paper"),
        "signature",
        "call.file",
        forms.SignedPaper,
        _paper_open,
        _sign_by_paper,
        says=w("扫描或拍下客户签字、盖章的纸面。", "Scan or photograph what the customer signed or chopped."),
    ),
    Move(
        "to-handbook",
        w("写入手册", "Write it into the handbook"),
        "books",
        "handbook.write",
        forms.ToHandbook,
        _learned,
        _on_voucher(commands.to_handbook),
    ),
    Move(
        "add-file",
        w("附上文件", "Add a file"),
        "paperclip",
        "call.file",
        forms.AddFile,
        _open_file,
        _add_files,
    ),
    Move(
        "change-category",
        w("改类别", "Change the category"),
        "tag",
        "call.dispatch",
        forms.ChangeCategory,
        _category_open,
        _change_category,
    ),
    Move(
        "confirm-zone",
        w("确认区域", "Confirm the zone"),
        "map",
        "call.change",
        forms.ConfirmZone,
        _zone_open,
        _on_call(commands.confirm_zone),
        says=w("应到时间会重新算。", "The due time is reckoned again."),
    ),
    Move(
        "amend",
        w("更正服务记录", "Amend the service record"),
        "versions",
        "voucher.amend",
        forms.Amend,
        _amendable,
        _amend,
        says=w(
            "原来的一版和签字都保留，要重新签字或确认未签。",
            "The version before and its signature stay; it is signed again or confirmed unsigned.",
        ),
        page=True,
    ),
    Move(
        "send-back",
        w("退回重做", "Send it back"),
        "arrow-back-up",
        "call.file",
        forms.Reason,
        _in_state("send_back"),
        _on_voucher(commands.send_back),
        says=w("叫修重新打开，排到前面。", "The call is open again and goes to the front of the queue."),
        keep=w("不退回", "Don't send it back"),
    ),
    Move(
        "duplicate",
        w("并号", "Mark as duplicate"),
        "copy",
        "call.change",
        forms.DuplicateOf,
        _in_state("duplicate"),
        _on_call(commands.mark_duplicate),
        says=w("号码保留，这一号的职责取消。", "The number stays; what this call owes is called off."),
        keep=w("不并号", "Keep both"),
    ),
    Move(
        "cancel",
        w("作废叫修", "Cancel the call"),
        "ban",
        "call.change",
        forms.Cancel,
        _cancel_open,
        _on_call(commands.cancel),
        says=w(
            "号码保留，登记簿写明作废与原因。", "The number stays; the register says why it was cancelled."
        ),
        danger=True,
        keep=w("不作废", "Keep the call"),
    ),
)
BY_VERB = {move.verb: move for move in TABLE}


def open_moves(user: User, call: Call, voucher: Voucher) -> list[Move]:
    """Return the moves that `user` may make on the call, or its voucher, as it stands."""
    own = calls_access.owns(user, voucher)
    return [
        move
        for move in TABLE
        if access.may(user, move.deed, branch_id=call.branch_id, own=own) and move.is_open(call, voucher)
    ]


def lacking(call: Call) -> Words | None:
    """Return what the call still lacks before it can be filed; None when nothing does."""
    words = [
        each for voucher in call.vouchers.all() if voucher.state == State.DONE for each in missing(voucher)
    ]
    return told(dict.fromkeys(words)) if words else None


def latest(voucher: Voucher) -> Record | None:
    """Return the newest version of the last section of the voucher's service record."""
    found = [record for record in voucher.records.all() if record.latest]
    return max(found, key=lambda record: record.section, default=None)
