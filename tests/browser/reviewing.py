"""A server with reps to review, filled over the same API that the pages use."""

import json
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.browser.conftest import SAMPLES

COACH = "localStorage.setItem('formcue.coach', 'Ana Ruiz')"
PIECE = 8 << 20


def call(base: str, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
    """JSON both ways; `bytes` go as they are."""
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    kind = {"Content-Type": "application/octet-stream" if isinstance(body, bytes) else "application/json"}
    request = urllib.request.Request(base + path, data, {**kind, **(headers or {})}, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def upload(base: str, clip: Path, **about: Any) -> int:
    """Send a clip, wait until it is analysed; returns the session's id."""
    content = clip.read_bytes()
    about = {"model": "lite", **about}
    job = call(base, "POST", "/api/uploads", {"name": clip.name, "size": len(content), **about})
    for at in range(0, len(content), PIECE):
        call(base, "PATCH", f"/api/uploads/{job['id']}", content[at : at + PIECE], {"Upload-Offset": str(at)})
    call(base, "POST", f"/api/uploads/{job['id']}/complete")
    end = time.monotonic() + 300
    while time.monotonic() < end:
        now = call(base, "GET", f"/api/jobs/{job['id']}")
        if now["state"] == "done":
            return int(now["session_id"])
        if now["state"] in ("failed", "cancelled"):
            pytest.fail(f"{clip.name}: {now['error']}")
        time.sleep(0.5)
    pytest.fail(f"{clip.name} was not analysed in time: {now}")


BITS = 10
BLOCK = 20


def numbered_clip(target: Path, rate: str, *, uneven: bool = False, double: bool = False) -> list[int]:
    """Seven seconds of a sample with each picture's number written into it as ten black or white blocks.

    `rate` pictures a second; `uneven` leaves some out, the others keep their time; `double` shows
    each one twice, numbered anew.
    Returns the number of every picture in the file.
    """
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        pytest.fail("no ffmpeg found: install it (Debian: apt-get install --no-install-recommends ffmpeg)")
    source = ["-ss", "2", "-t", "7", "-i", str(SAMPLES / "lunge_front.mp4"), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    raw = subprocess.run([ffmpeg, "-v", "error", *source], check=True, capture_output=True).stdout
    pictures = np.frombuffer(raw, np.uint8).reshape(-1, 480, 640, 3)
    pictures = np.repeat(pictures, 2, axis=0) if double else pictures.copy()
    for number, picture in enumerate(pictures):
        for bit in range(BITS):
            picture[:BLOCK, bit * BLOCK : (bit + 1) * BLOCK] = 255 if number >> bit & 1 else 0
    numbers = list(range(len(pictures)))
    chosen: list[str] = []
    if uneven:
        numbers = [number for number in numbers if number % 5 != 1 and number % 7 != 3]
        chosen = ["-vf", "select='not(eq(mod(n,5),1)+eq(mod(n,7),3))'", "-fps_mode", "vfr"]
    command = [ffmpeg, "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "640x480", "-r", rate, "-i", "-"]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "16", "-pix_fmt", "yuv420p", str(target)]
    subprocess.run([*command, *chosen, *coded], check=True, input=pictures.tobytes())
    return numbers


READ_NUMBER = f"""() => {{
  const still = document.querySelector('#player .still');
  if (still.hidden) return null;
  const unit = still.width / 640, context = still.getContext('2d');
  let number = 0;
  for (let bit = 0; bit < {BITS}; bit += 1) {{
    const x = Math.round((bit + 0.5) * {BLOCK} * unit), y = Math.round({BLOCK / 2} * unit);
    if (context.getImageData(x, y, 1, 1).data[1] > 128) number += 2 ** bit;
  }}
  return number;
}}"""
