import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from tests.made_reports import BENT, SHALLOW, make_plank_report, make_rep, make_report
from vision.errors import OutputError
from vision.report import CSV_COLUMNS, ScoredRep, load_schema, to_json, write_csv, write_json
from vision.types import Grade, View


def closed(schema: Any) -> Any:
    """The same schema, but no field may be there that it does not describe."""
    if isinstance(schema, list):
        return [closed(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    extra = {"additionalProperties": False} if "required" in schema and "additionalProperties" not in schema else {}
    return {key: closed(inner) for key, inner in schema.items()} | extra


def check(document: object) -> None:
    jsonschema.Draft202012Validator(closed(load_schema())).validate(document)


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(load_schema())


@pytest.mark.parametrize(
    "report",
    [
        make_report(),
        make_plank_report(),
        make_report(reps=(), cues=(), exercise=None, view=View.UNKNOWN, fps=float("nan"), driver="", track=()),
    ],
    ids=["lunges", "plank", "nothing found"],
)
def test_every_field_written_is_described_and_valid(report: Any) -> None:
    document = to_json(report)
    check(document)
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_the_promised_fields_are_exact() -> None:
    document: Any = to_json(make_report())
    top = {key: value for key, value in document.items() if not isinstance(value, list | dict)}
    assert top == {
        "schema": 1, "source": "clip.mp4", "exercise": "lateral_lunge", "model": "full", "fps": 30.0, "duration_s": 9.0,
        "frames": 270, "frames_with_pose": 255, "view": "front", "driver": "depth",
    }  # fmt: skip
    second = document["reps"][1]
    assert (second["index"], second["kind"], second["side"], second["score"], second["flagged"]) == (
        2,
        "rep",
        "right",
        41.0,
        True,
    )
    assert (second["t_start"], second["t_turn"], second["t_end"]) == (3.2, 4.5, 5.8)
    assert [phase["phase"] for phase in second["phases"]] == ["eccentric", "concentric"]
    shallow = second["findings"][0]
    assert shallow["measures"] == {"knee": 41.0, "ankle": None}
    assert (shallow["limit"], shallow["error"], shallow["landmarks"]) == (55.0, 5.0, [23, 25, 27])
    assert document["reps"][2]["score"] is None
    assert document["reps"][2]["findings"][0]["reason"] == "Step back: the feet are out of sight"
    assert document["cues"][0]["muscle"] == "obliques"
    assert document["track"][0] == [0.0, None]
    assert document["settings"]["bands"] == {"spinal_lean": {"poor": 8.0}}


def test_a_hold_lists_its_episodes() -> None:
    document: Any = to_json(make_plank_report())
    assert document["reps"][0]["kind"] == "hold"
    assert document["reps"][0]["findings"][0]["episodes"] == [
        {"fault": "hip_pop", "t_start": 2.0, "t_end": 3.5, "value": 0.17},
        {"fault": "hip_pop", "t_start": 5.0, "t_end": 8.0, "value": 0.21},
    ]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("schema",), 2),
        (("view",), "above"),
        (("reps", 0, "score"), 101),
        (("reps", 0, "side"), "both"),
        (("reps", 1, "findings", 0, "fault"), None),
        (("reps", 1, "findings", 0, "grade"), "bad"),
        (("reps", 2, "findings", 0, "reason"), None),
        (("cues", 0, "focus"), "auto"),
        (("track", 0), [1.0]),
    ],
)
def test_the_schema_refuses_what_we_do_not_promise(place: tuple[Any, ...], value: object) -> None:
    document: Any = to_json(make_report())
    inner = document
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        check(document)


def test_no_promised_field_may_be_missing() -> None:
    for name in to_json(make_report()):
        document = to_json(make_report())
        del document[name]
        with pytest.raises(jsonschema.ValidationError):
            check(document)


def test_odd_settings_become_plain_json() -> None:
    report = make_report(settings={"p": Path("a"), "v": View.SIDE, "x": np.float64("inf"), "s": {"b", "a"}, "f": (1, None)})
    assert to_json(report)["settings"] == {"p": "a", "v": "side", "x": None, "s": ["a", "b"], "f": [1, None]}


def test_write_json(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    write_json(make_report(source="caf\u00e9 \udcff.mp4"), target)  # a Linux file name that is not UTF-8
    assert json.loads(target.read_text()) == to_json(make_report(source="caf\u00e9 \udcff.mp4"))


def test_write_csv(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    write_csv(make_report(source='=1+1, "x" \udcff.mp4'), target)
    with target.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert [row["rep"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["source"] == '\'=1+1, "x" \\udcff.mp4'
    assert (rows[0]["flagged"], rows[0]["worst_rule"], rows[0]["grades"]) == ("no", "", "spinal_lean=good")
    assert rows[1]["faults"] == "lateral_lunge.triple_flexion=shallow; spinal_lean=side_bend"
    assert (rows[1]["worst_fault"], rows[1]["worst_value"], rows[1]["worst_limit"]) == ("side_bend", "19.2", "8.0")
    assert (rows[2]["score"], rows[2]["t_end"]) == ("", "8.6")
    assert rows[2]["not_scored"] == "lateral_lunge.triple_flexion=Step back: the feet are out of sight"


def test_a_clip_without_reps_gives_the_csv_header(tmp_path: Path) -> None:
    write_csv(make_report(reps=()), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text() == ",".join(CSV_COLUMNS) + "\n"


def test_worst_is_poor_first_then_farthest_beyond_its_limit() -> None:
    rep = make_rep(1, 0, 1)
    assert ScoredRep(rep, (SHALLOW, BENT), 1.0).worst is BENT
    far = replace(SHALLOW, grade=Grade.POOR, value=10.0)
    assert ScoredRep(rep, (BENT, far), 1.0).worst is far
    assert ScoredRep(rep, (replace(SHALLOW, error=None), replace(SHALLOW, error=0.0)), 1.0).worst is not None
    assert ScoredRep(rep, (), None).worst is None


def test_unwritable_output_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("")
    for write in (write_json, write_csv):
        with pytest.raises(OutputError) as caught:
            write(make_report(), tmp_path / "f" / "out")
        assert "\n" not in str(caught.value)
