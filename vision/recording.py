"""Landmark recordings (.npz): save, load, and check before trusting.

An `.npz` holds `t` (T,) s, `landmarks` (T, 33, 3), `world_landmarks` (T, 33, 3) m, `visibility` and `presence` (T, 33),
`image_size` (2,) px and `meta`, a JSON string. Rows are NaN where nobody was found.
"""

import json
import math
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Final

import numpy as np
from numpy.typing import NDArray

from vision.errors import InputError
from vision.files import atomic_write
from vision.skeleton import LANDMARK_COUNT
from vision.types import FloatArray, PoseFrame, Recording

SUFFIX: Final = ".npz"
MAX_FRAMES: Final = 250_000
"""Over two hours at 30 fps, about 0.5 GB in memory; more is refused before it is loaded."""
MAX_META_CHARS: Final = 100_000
_TAIL: Final[dict[str, tuple[int, ...]]] = {
    "t": (),
    "landmarks": (LANDMARK_COUNT, 3),
    "world_landmarks": (LANDMARK_COUNT, 3),
    "visibility": (LANDMARK_COUNT,),
    "presence": (LANDMARK_COUNT,),
}
_WANTED: Final = "expected a landmark recording (.npz made by `formcue extract`)"


def from_frames(frames: Iterable[PoseFrame], image_size: tuple[int, int], meta: dict[str, object]) -> Recording:
    """Stack pose frames, in order of time, to a Recording with that picture size (px) and meta."""
    t: list[float] = []
    rows: list[NDArray[np.float32]] = []
    for frame in frames:
        t.append(frame.t)
        # pose models give single precision: keeping that halves the memory of a long clip and loses nothing
        rows.append(
            np.column_stack((frame.landmarks, frame.world_landmarks, frame.visibility, frame.presence)).astype(np.float32)
        )
    stacked = np.array(rows, dtype=np.float64).reshape(len(rows), LANDMARK_COUNT, 8)
    return Recording(
        t=_fixed(np.array(t, dtype=np.float64)),
        image_size=image_size,
        landmarks=_fixed(stacked[:, :, 0:3]),
        world_landmarks=_fixed(stacked[:, :, 3:6]),
        visibility=_fixed(stacked[:, :, 6]),
        presence=_fixed(stacked[:, :, 7]),
        meta=meta,
    )


def save(recording: Recording, path: Path) -> None:
    """Write the recording, whole or not at all. OutputError where that can't be done."""
    with atomic_write(path) as partial:
        np.savez_compressed(
            partial,
            t=recording.t,
            landmarks=recording.landmarks,
            world_landmarks=recording.world_landmarks,
            visibility=recording.visibility,
            presence=recording.presence,
            image_size=np.array(recording.image_size, dtype=np.int64),
            meta=np.array(json.dumps(dict(recording.meta))),
        )


def load(path: Path) -> Recording:
    """Read a recording and check all of it; InputError in one line for anything that is not a sound one.

    Shapes and types are read from the headers first, so a huge array or a pickle is refused without being loaded.
    """
    try:
        headers = _headers(path)
        _check_shapes(path, headers)
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: np.asarray(file[name], dtype=np.float64) for name in _TAIL}
            size = np.asarray(file["image_size"]).tolist()
            text = str(file["meta"]) if "meta" in headers else "{}"
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise InputError(f"{path}: {_WANTED}, got a file that can't be read as one: {_one_line(error)}") from error
    _check_values(path, arrays, size)
    return Recording(
        t=_fixed(arrays["t"]),
        image_size=(int(size[0]), int(size[1])),
        landmarks=_fixed(arrays["landmarks"]),
        world_landmarks=_fixed(arrays["world_landmarks"]),
        visibility=_fixed(arrays["visibility"]),
        presence=_fixed(arrays["presence"]),
        meta=_meta(path, text),
    )


def _headers(path: Path) -> dict[str, tuple[tuple[int, ...], np.dtype[np.generic]]]:
    """Shape and type of every array in the file, without reading the arrays."""
    if path.is_dir():
        raise InputError(f"{path}: {_WANTED}, got a folder")
    if not path.is_file():
        raise InputError(f"{path}: {_WANTED}, but there is no such file; check the name")
    headers = {}
    with zipfile.ZipFile(path) as bundle:
        for member in bundle.infolist():
            name = member.filename.removesuffix(".npy")
            with bundle.open(member) as stream:
                headers[name] = _npy_header(stream)
    return headers


def _npy_header(stream: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[np.generic]]:
    version = np.lib.format.read_magic(stream)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, dtype = read(stream)
    return shape, dtype


def _check_shapes(path: Path, headers: dict[str, tuple[tuple[int, ...], np.dtype[np.generic]]]) -> None:
    missing = [name for name in (*_TAIL, "image_size") if name not in headers]
    if missing:
        raise InputError(f"{path}: {_WANTED}, got an .npz without {', '.join(missing)}; make it anew")
    shape = headers["t"][0]
    frames = shape[0] if len(shape) == 1 else 0
    if not 0 < frames <= MAX_FRAMES:
        raise InputError(f"{path}: expected `t` of 1 to {MAX_FRAMES} frames, got shape {shape}; cut the recording")
    for name, tail in _TAIL.items():
        shape, dtype = headers[name]
        if shape != (frames, *tail) or dtype.kind not in "fiu":
            raise InputError(
                f"{path}: expected `{name}` of numbers in shape {(frames, *tail)}, got {dtype} in {shape}; "
                "make the recording anew"
            )
    shape, dtype = headers["image_size"]
    if shape != (2,) or dtype.kind not in "fiu":
        raise InputError(f"{path}: expected `image_size` of two numbers, got {dtype} in {shape}; make the recording anew")
    if "meta" in headers:
        shape, dtype = headers["meta"]
        if shape != () or dtype.kind != "U" or dtype.itemsize > 4 * MAX_META_CHARS:
            raise InputError(
                f"{path}: expected `meta` as one short JSON string, got {dtype} in {shape}; make the recording anew"
            )


def _check_values(path: Path, arrays: dict[str, FloatArray], size: list[float]) -> None:
    if not all(math.isfinite(side) and 1 <= side <= 100_000 for side in size):
        raise InputError(f"{path}: expected `image_size` of two sides in pixels, got {size}; make the recording anew")
    t = arrays["t"]
    if not np.isfinite(t).all() or (np.diff(t) <= 0).any():
        raise InputError(
            f"{path}: expected `t` to rise from frame to frame in seconds, got times that don't; make the recording anew"
        )
    for name in ("landmarks", "world_landmarks"):
        if np.isinf(arrays[name]).any() or np.nanmax(np.abs(arrays[name]), initial=0.0) > 1e4:
            raise InputError(
                f"{path}: expected `{name}` near 0..1 or in metres, got infinite or huge numbers; make the recording anew"
            )
    for name in ("visibility", "presence"):
        if np.isinf(arrays[name]).any() or ((arrays[name] < 0) | (arrays[name] > 1)).any():
            raise InputError(f"{path}: expected `{name}` from 0 to 1, got other numbers; make the recording anew")


def _meta(path: Path, text: str) -> dict[str, object]:
    try:
        meta = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: expected `meta` to be JSON, got: {_one_line(error)}; make the recording anew") from error
    if not isinstance(meta, dict):
        raise InputError(f"{path}: expected `meta` to be a JSON object, got {type(meta).__name__}; make the recording anew")
    return meta


def _fixed(array: FloatArray) -> FloatArray:
    array.flags.writeable = False
    return array


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
