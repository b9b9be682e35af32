"""One picture of all demos for the README, out of the screenshots that the browser tests keep.

Run `make contact-sheet` after `make browser`: artefacts/*.png becomes docs/demos.png.
"""

import sys
from pathlib import Path

from PIL import Image, ImageOps

ROOT = Path(__file__).parents[2]
SHOWN = (
    "01_slope_light", "02_descent_dark", "02_flag_light", "03_land_flag_light", "03_race_dark",
    "04_artillery_dark", "05_hikers_light", "06_abacus_light", "07_flow_light", "08_blame_dark",
    "09_wavefront_light", "10_whisper_light", "12_knobs_light", "13_recorder_tape_dark",
    "14_gallery_light",
)  # fmt: skip
COLUMNS, TILE, GAP, BACK = 5, (400, 380), 12, "#8d99a3"
MOST = 400_000  # bytes


def tile(name: str) -> Image.Image:
    """One screenshot at the width of a tile, its upper part where it is too tall."""
    picture = Image.open(ROOT / "artefacts" / f"{name}.png").convert("RGB")
    ground = picture.getpixel((picture.width - 2, 2))
    picture = picture.resize((TILE[0], round(picture.height * TILE[0] / picture.width)))
    picture = picture.crop((0, 0, TILE[0], min(TILE[1], picture.height)))
    return ImageOps.pad(picture, TILE, color=ground, centering=(0, 0))


def sheet(names) -> Image.Image:
    rows = -(-len(names) // COLUMNS)
    size = [GAP + n * (side + GAP) for n, side in zip((COLUMNS, rows), TILE, strict=True)]
    whole = Image.new("RGB", size, BACK)
    for i, name in enumerate(names):
        row, column = divmod(i, COLUMNS)
        spot = (GAP + column * (TILE[0] + GAP), GAP + row * (TILE[1] + GAP))
        whole.paste(tile(name), spot)
    # octrees keep rare colours: a yellow flag stays yellow
    return whole.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)


if __name__ == "__main__":
    missing = [name for name in SHOWN if not (ROOT / "artefacts" / f"{name}.png").exists()]
    if missing:
        sys.exit(f"no picture of {', '.join(missing)} in artefacts/: make browser takes them")
    target = ROOT / "docs" / "demos.png"
    target.parent.mkdir(exist_ok=True)
    sheet(SHOWN).save(target, optimize=True)
    size = target.stat().st_size
    print(f"{target.relative_to(ROOT)}: {size / 1000:.0f} kB")
    if size > MOST:
        sys.exit("larger than 400 kB: make the tiles smaller")
