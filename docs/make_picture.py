"""Make docs/report.png: the top of a real report of a sample clip, as the README shows it.

    python docs/make_picture.py

Needs Chromium or Chrome on the PATH. Runs the pose model on samples/plank_oblique.mp4, which takes about a minute.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from server.cli import main as formcue

ROOT = Path(__file__).resolve().parent.parent
CLIP = ROOT / "samples" / "plank_oblique.mp4"
TARGET = ROOT / "docs" / "report.png"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
WIDTH, HEIGHT = 1020, 1240
MAX_BYTES = 200_000


def main() -> None:
    """Analyse the clip, open its report in a browser, keep the picture in at most 256 colours."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        sys.exit(
            f"expected one of {', '.join(BROWSERS)} on the PATH, found none; install Chromium (apt-get install chromium)"
        )
    with tempfile.TemporaryDirectory() as work:
        status = formcue(["analyze", str(CLIP), "--exercise", "plank", "--html", work])
        if status:
            sys.exit(status)
        page, shot = next(Path(work).glob("*.html")), Path(work) / "shot.png"
        options = ["--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu", f"--window-size={WIDTH},{HEIGHT}"]
        subprocess.run([browser, *options, f"--screenshot={shot}", page.as_uri()], check=True, capture_output=True)
        Image.open(shot).convert("RGB").quantize(256, kmeans=4, dither=Image.Dither.NONE).save(TARGET, optimize=True)
    size = TARGET.stat().st_size
    print(f"{TARGET}: {size} bytes")
    if size > MAX_BYTES:
        sys.exit(f"expected at most {MAX_BYTES} bytes, got {size}; make the picture smaller")


if __name__ == "__main__":
    main()
