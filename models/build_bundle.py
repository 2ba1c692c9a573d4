"""Build a pose landmarker bundle (.task) from the npm package @mediapipe/pose 0.5.1675469404 (Apache-2.0, Google).

The package holds the same BlazePose networks as the MediaPipe Tasks bundles, without the metadata that tells the Tasks API
how to normalise the picture (detector: -1..1, landmarks: 0..1). This adds it and zips the two networks under the names that
the Tasks API looks for. The result is the same to the byte on every machine, so manifest.json can hold its sha256.

    npm pack @mediapipe/pose@0.5.1675469404 && tar xzf mediapipe-pose-0.5.1675469404.tgz
    python models/build_bundle.py package heavy models/pose_landmarker_heavy.task
"""

import os
import sys
import zipfile
from pathlib import Path

import flatbuffers
import numpy as np
from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata_schema
from mediapipe.tasks.metadata import schema_py_generated as tflite_schema

VARIANTS = ("lite", "full", "heavy")


def input_metadata(outputs: list[bytes], mean: float, std: float) -> bytes:
    """Model metadata saying: RGB picture in, each value becomes (v - mean) / std; `outputs` are tensor names."""
    normalisation = metadata_schema.ProcessUnitT()
    normalisation.optionsType = metadata_schema.ProcessUnitOptions.NormalizationOptions
    normalisation.options = metadata_schema.NormalizationOptionsT()
    normalisation.options.mean, normalisation.options.std = [mean], [std]

    picture = metadata_schema.TensorMetadataT()
    picture.name = "image"
    picture.content = metadata_schema.ContentT()
    picture.content.contentPropertiesType = metadata_schema.ContentProperties.ImageProperties
    picture.content.contentProperties = metadata_schema.ImagePropertiesT()
    picture.content.contentProperties.colorSpace = metadata_schema.ColorSpaceType.RGB
    picture.processUnits = [normalisation]

    tensors = metadata_schema.SubGraphMetadataT()
    tensors.inputTensorMetadata, tensors.outputTensorMetadata = [picture], []
    for name in outputs:
        output = metadata_schema.TensorMetadataT()
        output.name = name
        tensors.outputTensorMetadata.append(output)

    metadata = metadata_schema.ModelMetadataT()
    metadata.name, metadata.minParserVersion, metadata.subgraphMetadata = "BlazePose", "1.0.0", [tensors]
    builder = flatbuffers.Builder(0)
    builder.Finish(metadata.Pack(builder), b"M001")
    return bytes(builder.Output())


def with_normalisation(tflite: bytes, mean: float, std: float) -> bytes:
    """The network `tflite` with input metadata added."""
    model = tflite_schema.ModelT.InitFromObj(tflite_schema.Model.GetRootAsModel(bytearray(tflite), 0))
    subgraph = model.subgraphs[0]
    buffer = tflite_schema.BufferT()
    buffer.data = np.frombuffer(
        input_metadata([subgraph.tensors[index].name for index in subgraph.outputs], mean, std), dtype=np.uint8
    )
    model.buffers.append(buffer)
    entry = tflite_schema.MetadataT()
    entry.name, entry.buffer = "TFLITE_METADATA", len(model.buffers) - 1
    model.metadata = [*(model.metadata or []), entry]
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def build(package: Path, variant: str, target: Path) -> None:
    """Write the bundle of `variant` from the unpacked npm package to `target`, whole or not at all."""
    detector = with_normalisation((package / "pose_solution_packed_assets.data").read_bytes(), 127.5, 127.5)
    landmarks = with_normalisation((package / f"pose_landmark_{variant}.tflite").read_bytes(), 0.0, 255.0)
    partial = target.with_name(target.name + ".part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as bundle:
        for name, network in (("pose_detector.tflite", detector), ("pose_landmarks_detector.tflite", landmarks)):
            bundle.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), network)
    os.replace(partial, target)


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[2] not in VARIANTS:
        sys.exit(f"usage: build_bundle.py PACKAGE_FOLDER {'|'.join(VARIANTS)} TARGET.task")
    build(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
