"""The real pose model on sample clips: landmarks, time, people, quiet, and what a broken model says."""

import hashlib
import io
import json
from pathlib import Path

import numpy as np
import pytest

from vision import pose
from vision.errors import ModelError
from vision.pose import MediaPipePose, model_path
from vision.skeleton import LEFT_ANKLE, LEFT_HIP, NOSE
from vision.types import Frame
from vision.video import VideoReader

SAMPLES = Path(__file__).parent.parent / "samples"
CLIP = Path(__file__).parent / "fixtures" / "lunge.mp4"


@pytest.fixture(scope="module")
def frames():
    with VideoReader(CLIP) as reader:
        return list(reader)


@pytest.fixture(scope="module")
def poses(frames):
    with MediaPipePose("full") as estimator:
        return [estimator.estimate(frame) for frame in frames[:20]]


def test_landmarks_of_a_person(frames, poses):
    for frame, found in zip(frames, poses, strict=False):
        assert found.t == frame.t
        assert found.people == 1
        assert found.image_size == (320, 240)
        assert found.landmarks.shape == found.world_landmarks.shape == (33, 3)
        assert found.visibility.shape == found.presence.shape == (33,)
        assert np.isfinite(found.landmarks).all()
        assert found.landmarks[NOSE, 1] < found.landmarks[LEFT_HIP, 1] < found.landmarks[LEFT_ANKLE, 1]
        assert 0.0 <= found.visibility.min() <= found.visibility.max() <= 1.0
        assert np.abs(found.world_landmarks).max() < 2.0
        assert not found.landmarks.flags.writeable


def test_the_same_frames_give_the_same_landmarks(frames, poses):
    with MediaPipePose("full") as estimator:
        again = [estimator.estimate(frame) for frame in frames[:20]]
    for one, other in zip(poses, again, strict=True):
        np.testing.assert_array_equal(one.landmarks, other.landmarks)


def test_nobody_in_a_grey_picture():
    with MediaPipePose("lite") as estimator:
        found = estimator.estimate(Frame(0, 0.0, np.full((120, 160, 3), 128, dtype=np.uint8)))
    assert found.people == 0
    assert np.isnan(found.landmarks).all()
    assert (found.visibility == 0).all()


def test_any_media_time_keeps_its_place(frames):
    t = [0.0, 0.0001, 0.0002, 0.5, 1 / 240 + 0.5, 1000.0]
    with MediaPipePose("lite") as estimator:
        found = [estimator.estimate(Frame(i, at, frames[i].image)) for i, at in enumerate(t)]
    assert [f.t for f in found] == t


def test_two_people_side_by_side(frames):
    doubled = np.hstack([frames[0].image, frames[0].image])
    with MediaPipePose("lite", people=3, still=True) as estimator:
        found = estimator.estimate_all(Frame(0, 0.0, doubled))
    assert len(found) == 2
    hips = sorted(person.landmarks[LEFT_HIP, 0] for person in found)
    assert hips[1] - hips[0] == pytest.approx(0.5, abs=0.05)
    assert {person.people for person in found} == {2}


def test_native_code_is_quiet(frames, capfd):
    with MediaPipePose("lite") as estimator:
        estimator.estimate(frames[0])
        estimator.estimate(frames[1])
    assert capfd.readouterr().err == ""


def test_a_closed_estimator_says_so(frames):
    estimator = MediaPipePose("lite")
    estimator.close()
    estimator.close()
    with pytest.raises(ModelError, match="closed"):
        estimator.estimate(frames[0])


def test_unknown_model():
    with pytest.raises(ModelError, match="lite, full, heavy"):
        MediaPipePose("huge")


@pytest.fixture
def models_folder(tmp_path, monkeypatch):
    manifest = json.loads((pose.MODELS_FOLDER / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    monkeypatch.setattr(pose, "MODELS_FOLDER", tmp_path)
    pose._manifest.cache_clear()
    yield tmp_path
    pose._manifest.cache_clear()


@pytest.mark.usefixtures("models_folder")
def test_a_missing_heavy_model_says_how_to_build_it():
    with pytest.raises(ModelError, match="make model-heavy"):
        model_path("heavy")


def test_a_changed_model_is_refused(models_folder):
    (models_folder / "pose_landmarker_lite.task").write_bytes(b"not a model")
    with pytest.raises(ModelError, match="sha256 differs"):
        MediaPipePose("lite")


def test_a_model_that_cannot_be_loaded(models_folder, capfd):
    broken = b"not a model"
    (models_folder / "pose_landmarker_lite.task").write_bytes(broken)
    manifest = json.loads((models_folder / "manifest.json").read_text())
    manifest["lite"]["sha256"] = hashlib.file_digest(io.BytesIO(broken), "sha256").hexdigest()
    (models_folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match="can't be loaded") as caught:
        MediaPipePose("lite")
    assert "\n" not in str(caught.value)
    capfd.readouterr()


@pytest.mark.parametrize("content", ["", "[]", "{}", "not json"])
def test_a_broken_manifest(models_folder, content):
    (models_folder / "manifest.json").write_text(content)
    with pytest.raises(ModelError, match="shipped file"):
        model_path("lite")


def test_the_manifest_matches_what_is_shipped():
    assert model_path("lite").name == "pose_landmarker_lite.task"
    assert model_path("full").name == "pose_landmarker_full.task"
