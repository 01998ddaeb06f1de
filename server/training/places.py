"""Where training reads and writes."""

from pathlib import Path

HERE = Path(__file__).resolve().parent
SERVER = HERE.parent
DATA = SERVER.parent.parent / "shared" / "data"
PREPARED = HERE / "prepared"
RUNS = HERE / "runs"
MODEL = SERVER / "sayso" / "model"
RESULTS = HERE / "results.json"
SETS = SERVER.parent / "tests" / "annotate"
