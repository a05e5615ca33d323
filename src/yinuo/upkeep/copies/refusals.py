"""Why a copy is not taken: one sentence each, before anything is changed."""

from __future__ import annotations

from yinuo.lib.refusal import Refusal
from yinuo.lib.words import Words, w

SAYINGS: dict[str, Words] = {
    "copy_foreign": w("{name} 不是一诺的备份。", "{name} is no copy of a Yinuo installation."),
    "copy_damaged": w(
        "备份 {name} 已损坏或不完整，没有改动任何东西。",
        "The copy {name} is damaged or incomplete; nothing was changed.",
    ),
    "copy_newer": w(
        "备份 {name} 由更新的版本（{version}）所做，请先升级。",
        "The copy {name} was made by a newer version ({version}); upgrade first.",
    ),
    "passphrase_needed": w(
        "备份 {name} 已加密，请用 --passphrase-file 给出口令。",
        "The copy {name} is encrypted; give its passphrase with --passphrase-file.",
    ),
    "passphrase_wrong": w("备份 {name} 的口令不对。", "The passphrase of the copy {name} is wrong."),
    "passphrase_empty": w("口令文件 {name} 是空的。", "The passphrase file {name} is empty."),
    "copy_of_other_database": w(
        "这份备份来自 {made}，恢复的地方却是 {here}；请用 --database 指定。",
        "This copy is of {made}, the place is {here}; name one with --database.",
    ),
    "place_taken": w(
        "{name} 里已经有数据；要换掉它请加 --replace。",
        "There is data in {name} already; add --replace to take its place.",
    ),
    "place_newer": w(
        "数据库 {name} 的结构比备份新，请先清空它。",
        "The database {name} has a newer shape than the copy; empty it first.",
    ),
    "in_use": w("{name} 正在使用，请先停止服务。", "{name} is in use; stop the service first."),
    "restored_differently": w(
        "恢复后的数据与备份的记载不一致：{what}。",
        "What was restored is not what the copy says: {what}.",
    ),
}


def refusal(code: str, **values: object) -> Refusal:
    """Return the refusal with its values put in."""
    return Refusal(code, SAYINGS[code].format(**values))
