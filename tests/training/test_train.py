"""Training is one command; it measures itself, and the shipped model is what it makes."""

import json
from pathlib import Path

import numpy as np
import pytest
from dimscore_training.command import app
from dimscore_training.fit import fit, fit_temperature
from typer.testing import CliRunner

from dimscore.csat.artefact import DEFAULT_MODEL, load_model, models_folder
from dimscore.csat.features import features
from tests.conftest import ROOT

GOLD = ROOT / "data/labelled"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("models") / DEFAULT_MODEL
    arguments = ["csat", "--gold", f"{GOLD}/train.jsonl", "--calibrate", f"{GOLD}/dev.jsonl"]
    done = CliRunner().invoke(app, [*arguments, "--out", str(out)])
    assert done.exit_code == 0, done.output
    return out


def test_the_command_makes_the_shipped_model(made: Path):
    """Equal data, rules and seed give an equal model, up to the last digits of the optimiser."""
    new = json.loads((made / "weights.json").read_text("utf-8"))
    shipped = json.loads((models_folder() / DEFAULT_MODEL / "weights.json").read_text("utf-8"))
    assert new["schema_hash"] == shipped["schema_hash"]
    for key in ("means", "weights", "thresholds"):
        assert new[key] == pytest.approx(shipped[key], abs=1e-3)


def test_it_is_better_than_a_constant_and_than_counting(made: Path):
    metrics = json.loads((made / "metrics.json").read_text("utf-8"))["measured"][
        "dev.jsonl, used for calibration"
    ]
    model = metrics["model"]
    assert model["mae"] < model["mae_of_constant"]
    for baseline in metrics["baselines"].values():
        assert model["spearman"] > (baseline["spearman"] or 0)


def test_it_loads_and_its_card_holds_its_figures(made: Path):
    assert load_model(made).id == DEFAULT_MODEL
    assert "Spearman" in (made / "card.md").read_text("utf-8")


def synthetic(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 3, size=(n, len(features()))).astype(float)
    truth = np.array([0.5 * f.sign for f in features()])
    s = (x - 1) @ truth / 3 + rng.logistic(size=n)
    return x, np.digitize(s, [-2, -0.7, 0.7, 2]) + 1


def test_weights_keep_their_sign_even_where_the_data_say_otherwise():
    x, y = synthetic(300, 1)
    fitted = fit(x, 6 - y, ridge=0.01)
    for feature, weight in zip(features(), fitted.weights, strict=True):
        assert weight * feature.sign >= 0


def test_a_known_truth_is_found_again():
    x, y = synthetic(4000, 2)
    fitted = fit(x, y, ridge=0.0001)
    signs = np.array([f.sign for f in features()])
    assert np.corrcoef(fitted.weights, 0.5 * signs / 3)[0, 1] > 0.97
    assert list(fitted.thresholds) == sorted(fitted.thresholds)


def test_the_gradient_is_that_of_the_loss():
    from dimscore_training.fit import _loss

    x, y = synthetic(60, 3)
    rng = np.random.default_rng(4)
    p = rng.normal(scale=0.3, size=x.shape[1] + 4)
    loss, gradient = _loss(p, x, y, 0.1)
    for i in range(0, len(p), 5):
        step = np.zeros_like(p)
        step[i] = 1e-6
        rise = (_loss(p + step, x, y, 0.1)[0] - _loss(p - step, x, y, 0.1)[0]) / 2e-6
        assert gradient[i] == pytest.approx(rise, abs=1e-5)
    assert loss > 0


def test_temperature_is_one_where_the_model_is_right():
    x, y = synthetic(3000, 5)
    fitted = fit(x, y, ridge=0.0001)
    thresholds = np.tile(fitted.thresholds, (len(y), 1))
    assert fit_temperature(fitted.linear(x), thresholds, y) == pytest.approx(1, abs=0.1)
