"""How nbgrader sees this course: `nbgrader …` and formgrader read this file, and so does the build.

Folders: solutions/ (source) -> course/ (release) -> class/submitted -> class/autograded ->
class/feedback. Everything personal lies in class/, which git ignores.
"""

import contextlib
import os
import secrets
import sys
from pathlib import Path

c = get_config()  # noqa: F821 - nbgrader provides it

ROOT = Path(__file__).resolve().parent

# Where things lie
c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "course"
c.CourseDirectory.submitted_directory = "class/submitted"
c.CourseDirectory.autograded_directory = "class/autograded"
c.CourseDirectory.feedback_directory = "class/feedback"
c.CourseDirectory.db_url = f"sqlite:///{ROOT / 'class' / 'gradebook.db'}"
c.CourseDirectory.ignore.append("*.py")

# What students see instead of a solution
c.ClearSolutions.code_stub = {
    "python": 'raise NotImplementedError("Replace this line by your code.")'
}
c.ClearSolutions.text_stub = "*Write your answer here: double-click this cell.*"

# How notebooks are executed. nbclient skips cells with the tag below, and a skipped check earns
# full points; so the tag is a word that nobody can know beforehand.
c.ExecutePreprocessor.kernel_name = "python3"
c.ExecutePreprocessor.timeout = 60
c.ExecutePreprocessor.startup_timeout = 120
c.ExecutePreprocessor.iopub_timeout = 30
c.ExecutePreprocessor.interrupt_on_timeout = True
c.ExecutePreprocessor.shutdown_kernel = "immediate"
c.ExecutePreprocessor.skip_cells_with_tag = secrets.token_hex(16)

# nbgrader starts a new gradebook with `alembic` from PATH and does not make the gradebook's folder;
# so that it works in a fresh clone, and where the environment is installed but not activated:
SCRIPTS = str(Path(sys.executable).parent)
if SCRIPTS not in os.environ.get("PATH", "").split(os.pathsep):
    os.environ["PATH"] = os.pathsep.join([SCRIPTS, os.environ.get("PATH", os.defpath)])
with contextlib.suppress(OSError):  # a checkout that cannot be written can still be read
    (ROOT / "class").mkdir(exist_ok=True)

# Grading, feedback and formgrader's view go through our engine: see autograder/nbgrader_plugin.py.
# Without this block nbgrader grades in the student's kernel, which is for honest classes only.
PLUGIN = "autograder.nbgrader_plugin"
c.Autograde.exporter_class = f"{PLUGIN}.SubmissionExporter"
c.Autograde.sanitize_preprocessors = [
    f"{PLUGIN}.GradeSubmission",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.GenerateFeedback.exporter_class = f"{PLUGIN}.FeedbackExporter"
c.GenerateFeedback.preprocessors = []
c.HTMLExporter.preprocessors = [f"{PLUGIN}.Disarm"]
c.HTMLExporter.filters = {"markdown2html": f"{PLUGIN}.markdown"}

# Late work. Who has longer stands in class/extensions.csv: see "Late work" in README.md.
c.AssignLatePenalties.plugin_class = "autograder.penalties.LatePenalty"
c.LatePolicy.time_zone = "UTC"  # of moments without a zone, e.g. "Europe/Berlin"
c.LatePolicy.due = {}  # e.g. {"01_slope": "2026-10-05 23:59"}; for the others formgrader's dates
c.LatePolicy.grace_minutes = 0  # a delay up to this costs nothing
c.LatePolicy.percent_a_day = 0  # of the points earned, taken off for each day begun; 0: nothing is
c.LatePolicy.keep_percent = 0  # of the points earned, that no delay takes away
