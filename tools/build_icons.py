"""Build the icon sprite from an unpacked npm package `@tabler/icons` (MIT).

usage: npm pack @tabler/icons@3.52.0, unpack it, then
       python3 tools/build_icons.py FOLDER src/yinuo/web/static/web/icons.svg

Only maintainers run it, when a name is added to `NAMES`; the sprite is committed.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

NAMES = """
address-book adjustments alert-circle alert-triangle ambulance archive arrow-back-up arrow-down arrow-left
arrow-right arrow-up arrows-diff arrows-exchange ban barcode battery bell bell-off bolt book-2 bookmark
books briefcase building building-hospital bulb calendar calendar-event calendar-off calendar-plus
calendar-time camera car cash certificate chart-bar chart-line check checklist checks chevron-down
chevron-left chevron-right chevron-up circle circle-check circle-dashed circle-dot circle-minus circle-x
clipboard-check clipboard-list clipboard-text clock clock-pause cloud-check cloud-off cloud-upload coin
columns copy cpu database device-desktop device-floppy device-heart-monitor device-mobile door dots
download drag-drop edit external-link eye eye-off file-certificate file-spreadsheet file-text
file-type-pdf file-zip files filter first-aid-kit flag flask folder folder-open gauge gavel grip-vertical
hand-stop hash headset help help-hexagon history home hourglass id inbox info-circle key keyboard language
letter-case license link list list-check list-details lock lock-open login logout mail map map-2 map-pin
map-pin-off math-function menu-2 message-2 message-plus messages microphone minus mood-smile moon
navigation news note notebook notes package paperclip password pencil phone phone-call phone-incoming
phone-off photo pin player-pause player-play plug plus point printer progress qrcode receipt refresh
repeat replace report rotate route scale scan search select send server server-2 settings share shield
shield-check shopping-cart-off signature sitemap sort-ascending stack-2 star stethoscope sun sun-high
switch-horizontal table tag target temperature thumb-up tool tools transfer trash trending-down
trending-up truck upload user user-check user-circle user-plus user-question user-x users versions wallet
wifi-off world writing x zoom-in
""".split()

BLANK = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')
SHAPES = re.compile(r"<(?:path|circle|line|rect|polyline|polygon|ellipse)\b[^>]*/>")


def symbol(name: str, source: str) -> str:
    """Return one `<symbol>` with the shapes of an icon file; colour and stroke come from the style sheet."""
    shapes = "".join(SHAPES.findall(BLANK.sub("", source)))
    if not shapes:
        raise ValueError(f"no shapes in the icon {name}")
    shapes = re.sub(r"\s+/>", "/>", shapes)
    return f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>'


def sprite(folder: Path) -> str:
    """Return the whole sprite, one symbol a line, in the order of the names."""
    lines = [symbol(name, (folder / f"{name}.svg").read_text("utf-8")) for name in sorted(set(NAMES))]
    head = '<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Tabler Icons 3.52.0, MIT, see icons.LICENSE -->'
    return "\n".join([head, *lines, "</svg>", ""])


def main() -> int:
    """Write the sprite and say how large it became."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path, help="folder of the unpacked @tabler/icons package")
    parser.add_argument("target", type=Path)
    given = parser.parse_args()
    text = sprite(given.package / "icons" / "outline")
    given.target.write_text(text, "utf-8")
    sys.stdout.write(f"{len(set(NAMES))} icons, {len(text)} characters\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
