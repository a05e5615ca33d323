"""What customers are called and what breaks: made up, with frequent, rarer and rare words."""

from __future__ import annotations

PLACES = (
    "蓬莱 方丈 瀛洲 昆仑 岱舆 员峤 玄圃 阆苑 青丘 扶桑 华胥 穷桑 空桑 丹穴 汤谷 咸池 崦嵫 羽山 钟山 招摇"
).split()
SIDES = "东 南 西 北 中 新 老 滨江 湖畔 山前".split()
KINDS = "医院 体检中心 门诊部 影像中心 疗养院".split()
PARTS = (
    "机架 床面 球管 探测器 高压 冷却水 工作站 显示器 控制台 滤网 风扇 电源 激光灯 对讲 急停 打印机 硬盘 网线 "
    "键盘 束光器 旋转阳极 滑环 编码器 皮带 踏板 遥控器 压缩机 油泵 传感器 门锁"
).split()
FAULTS = (
    "报错 过热 漏水 异响 停机 黑屏 卡住 抖动 不亮 断线 松动 失灵 伪影 噪声 偏移 "
    "跳闸 自检不过 连接不上 读数不准 无法启动"
).split()
MORE = "上午开始 昨天起 时好时坏 重启无效 已断电 请尽快 影响检查 备件已到 第二次 夜班发现".split()
RARE, EVERY = "臭氧", 20_000


def customer_name(place: int) -> str:
    """Return the name of a customer; two never have the same."""
    name = PLACES[place % 20] + SIDES[place // 20 % 10] + KINDS[place // 200 % 5]
    return name if place < 1000 else f"{name}{place // 1000}分院"


def fault(place: int) -> str:
    """Return what is wrong, different from call to call; a rare word comes every `EVERY` calls."""
    mixed = place * 2654435761 % 2**32
    part, what, more = PARTS[mixed % 30], FAULTS[mixed // 30 % 20], MORE[mixed // 600 % 10]
    rare = f"，有{RARE}味" if place % EVERY == 7 else ""
    return f"{part}{what}，{more}{rare}，报 E-{mixed // 6000 % 9000 + 1000}"
