import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dimscore.catalogue import load_catalogue
from dimscore.csat import ordinal
from dimscore.csat.artefact import (
    DEFAULT_MODEL,
    default_model,
    load_model,
    models_folder,
    sha256,
)
from dimscore.csat.features import extract, features
from dimscore.errors import ModelError
from dimscore.report import CsatPrediction, Gap, GapState
from dimscore.scoring import Evidence
from tests.conftest import transcript

COUNTS = st.lists(
    st.floats(0, 3, allow_nan=False), min_size=len(features()), max_size=len(features())
)


def predict(x: list[float]) -> CsatPrediction:
    return default_model().predict_features(x)


@given(COUNTS)
def test_base_and_contributions_are_the_expected_rating(x: list[float]):
    prediction = predict(x)
    assert prediction.contributions.total == pytest.approx(prediction.expected, abs=1e-6)


@given(COUNTS)
def test_the_distribution_is_one_and_its_mean_is_the_expected_rating(x: list[float]):
    prediction = predict(x)
    assert sum(prediction.distribution) == pytest.approx(1)
    mean = sum(r * p for r, p in enumerate(prediction.distribution, 1))
    assert mean == pytest.approx(prediction.expected)
    assert prediction.interval[0] <= prediction.expected <= prediction.interval[1]


@given(COUNTS, st.integers(0, len(features()) - 1), st.floats(0.01, 3))
def test_no_feature_moves_the_rating_against_its_sign(x: list[float], i: int, more: float):
    raised = [v + more if j == i else v for j, v in enumerate(x)]
    change = predict(raised).expected - predict(x).expected
    assert change * features()[i].sign >= -1e-12


@pytest.mark.parametrize("kind", load_catalogue().gaps)
def test_a_missed_gap_more_never_raises_the_rating(kind: str):
    talk = transcript(("customer", "help"), ("agent", "no"), ("customer", "well"))
    one = Gap(gap=kind, dimension="all", turn=0, state=GapState.MISSED)
    ratings = [predict(extract(Evidence(talk.turns, [], [one] * n, {}))).expected for n in range(4)]
    assert ratings == sorted(ratings, reverse=True)


@given(st.floats(-30, 30), st.floats(0.3, 3))
def test_the_ordinal_slope_is_the_derivative(s: float, temperature: float):
    thresholds, step = [-2.0, -0.5, 0.4, 2.2], 1e-5
    rise = ordinal.expected(s + step, thresholds, temperature) - ordinal.expected(
        s - step, thresholds, temperature
    )
    assert ordinal.slope(s, thresholds, temperature) == pytest.approx(rise / (2 * step), abs=1e-5)


@pytest.fixture
def model_copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(models_folder() / DEFAULT_MODEL, tmp_path / "m"))


def test_the_shipped_model_is_whole(model_copy: Path):
    assert load_model(model_copy).id == DEFAULT_MODEL


def test_an_altered_file_is_refused(model_copy: Path):
    weights = model_copy / "weights.json"
    weights.write_text(weights.read_text("utf-8").replace("1", "2", 1), "utf-8")
    with pytest.raises(ModelError, match="sha256"):
        load_model(model_copy)


def test_a_missing_file_is_named(model_copy: Path):
    (model_copy / "card.md").unlink()
    with pytest.raises(ModelError, match=r"card\.md is missing"):
        load_model(model_copy)


def test_a_model_of_another_feature_schema_is_refused(model_copy: Path):
    weights = model_copy / "weights.json"
    data = json.loads(weights.read_text("utf-8")) | {"schema_hash": "0" * 64}
    weights.write_text(json.dumps(data), "utf-8")
    manifest = model_copy / "manifest.json"
    data = json.loads(manifest.read_text("utf-8"))
    data["files"]["weights.json"] = sha256(weights)
    manifest.write_text(json.dumps(data), "utf-8")
    with pytest.raises(ModelError, match="train csat"):
        load_model(model_copy)


def test_a_folder_without_manifest_is_no_model(tmp_path: Path):
    with pytest.raises(ModelError, match=r"manifest\.json is missing"):
        load_model(tmp_path)
