"""Our engine behind unmodified nbgrader: `nbgrader autograde`, `generate_feedback`, formgrader.

nbgrader_config.py names the classes below. nbgrader reads a submission, cleans it, executes it and
infers the points from what the student's process printed; here the first step does all of that
in a box, by `autograder.session`, and writes the grades as `autograder grade` does. nbgrader never
parses what was handed in: an odd notebook (doubled cells, a schema version from the future, no
JSON at all) would otherwise stop the whole class.
"""

from __future__ import annotations

from pathlib import Path
from weakref import WeakKeyDictionary

import nbformat
from markupsafe import Markup
from nbconvert.exporters import Exporter, NotebookExporter
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from traitlets import Bool, Enum

from autograder import extensions, harmless, receipt
from autograder.ahead import Ahead
from autograder.classroom import Classroom
from autograder.database import opened
from autograder.engines import BOXES, BUBBLEWRAP
from autograder.errors import UserError
from autograder.feedback import page, stored_page
from autograder.files import write_atomically
from autograder.late import LatePolicy
from autograder.layout import find_root
from autograder.penalties import settle
from autograder.pool import Class
from autograder.session import Job
from autograder.trial import box_problem
from autograder.writer import Writer

RUNS: WeakKeyDictionary = WeakKeyDictionary()  # nbgrader's converter -> what it grades ahead


def _classroom(coursedir: CourseDirectory) -> Classroom:
    graded = Path(coursedir.format_path(coursedir.autograded_directory, "any", "any"))
    return Classroom(graded.parents[1].parent)


class SubmissionExporter(NotebookExporter):
    """Hands the file to `GradeSubmission` without opening it; reads graded notebooks as usual."""

    def from_filename(self, filename, resources=None, **kw):
        if not any(isinstance(step, GradeSubmission) for step in self._preprocessors):
            return super().from_filename(filename, resources, **kw)
        place = {"name": Path(filename).stem, "path": str(Path(filename).parent)}
        return self.from_notebook_node(new_notebook(), (resources or {}) | {"metadata": place})


class GradeSubmission(Preprocessor):
    """Grades one submission in a box, stores record, notebook and grades.

    Raises UserError with the reason where a submission is refused, or where a box has no walls
    here: nbgrader then reports it and goes on with the next student.
    """

    enabled = True
    boxed = Bool(True, help="Run student code in a box. False is for code you trust.").tag(
        config=True
    )
    engine = Enum(BOXES, BUBBLEWRAP, help="Who makes the box: bubblewrap, podman or docker.").tag(
        config=True
    )

    def preprocess(self, nb, resources):
        """Return the graded notebook in place of `nb`, which is empty."""
        if self.boxed and (problem := box_problem(self.engine)):
            raise UserError(problem)
        names, place = resources["nbgrader"], resources["metadata"]
        student, assignment = names["student"], names["assignment"]
        converter = self.parent.parent  # the exporter's
        coursedir = converter.coursedir
        _remove_strays(coursedir, student, assignment)
        room = _classroom(coursedir)
        root = find_root(Path(coursedir.root))
        late = extensions.read(root, room.folder)
        if converter not in RUNS:
            job = Job(assignment, root, boxed=self.boxed, engine=self.engine)
            class_ = Class(room, job)
            RUNS[converter] = Ahead(class_, _coming(converter, room, assignment))
        run = RUNS[converter]
        handed_in = run.class_.read(student, folder=Path(place["path"]))
        with opened(names["db_url"]) as engine:
            writer = Writer(engine, assignment)
            writer.want({student: handed_in.version})
            finished = run.grade(handed_in)
            room.store(finished.record, finished.notebook)
            late_one = writer.write([finished.record])
            settle(engine, assignment, late, room, [student])
            if late_one:
                raise UserError(
                    f"{student}'s {assignment} was handed in anew while it was being graded; "
                    "grade it once more."
                )
        if finished.notebook is None:
            place = room.feedback(student, assignment)
            write_atomically(place, page(finished.record))
            receipt.write(finished.record["receipt"], place.parent)
            reason = finished.record["reason"]
            raise UserError(f"{student}'s {assignment} is not graded. {reason}")
        if room.blobs:  # nbgrader wants it here in any case
            room.unpack(finished.record, finished.notebook)
        return nbformat.reads(finished.notebook, as_version=4), resources


def _coming(converter, room: Classroom, assignment: str) -> list[str]:
    """Students in the order in which nbgrader comes to them, without those that it may skip."""
    students = [Path(folder).parent.name for folder in sorted(converter.assignments)]
    graded = {s for s in students if room.autograded(s, assignment).exists()}
    return [s for s in students if converter.force or s not in graded]


def _remove_strays(coursedir: CourseDirectory, student: str, assignment: str) -> None:
    """Remove what nbgrader copied from beside the submission, following its symbolic links.

    Nothing of it is needed for grading, and nbgrader would hand it out again with the feedback.
    What its exchange needs later is written anew by `Classroom.store`.
    """
    source = Path(coursedir.format_path(coursedir.source_directory, ".", assignment))
    graded = Path(coursedir.format_path(coursedir.autograded_directory, student, assignment))
    for copy in list(graded.rglob("*")):
        if copy.is_file() and not (source / copy.relative_to(graded)).exists():
            copy.unlink()


class FeedbackExporter(Exporter):
    """Writes our feedback page where nbgrader expects the HTML of the graded notebook."""

    file_extension = ".html"

    def from_filename(self, filename, resources=None, **kw):
        resources = self._init_resources(resources)
        names = resources["nbgrader"]
        room = _classroom(self.parent.coursedir)
        with Gradebook(names["db_url"], self.parent.coursedir.course_id) as gb:
            policy = LatePolicy(config=self.config)
            return stored_page(gb, room, names["student"], names["assignment"], policy), resources


class Disarm(Preprocessor):
    """Makes a graded notebook safe to open in formgrader, where it runs in a teacher's session.

    Of a student's outputs only text and pictures written anew stay; the outputs of check cells
    are our own and stay as they are. `markdown` does the same for text cells.
    """

    enabled = True

    def preprocess_cell(self, cell, resources, index):
        cell.pop("attachments", None)
        nbgrader = cell.metadata.get("nbgrader", {})
        checked = nbgrader.get("grade", False) and not nbgrader.get("solution", False)
        if cell.cell_type == "code" and not checked:
            cell.outputs = [_disarmed(output) for output in cell.outputs]
        return cell, resources


def _disarmed(output: NotebookNode) -> NotebookNode:
    """The output as text and, where it has a sound one, as picture."""
    kept = NotebookNode(output_type=output.output_type, metadata=NotebookNode())
    if output.output_type == "stream":
        return NotebookNode(
            output_type="stream", name=output.name, text=harmless.plain(output.text)
        )
    if output.output_type == "error":
        lines = [harmless.plain(line) for line in output.traceback]
        names = {key: harmless.plain(output[key]) for key in ("ename", "evalue")}
        return NotebookNode(output_type="error", traceback=lines, **names)
    kept.data = NotebookNode({"text/plain": harmless.plain(output.data.get("text/plain", ""))})
    if picture := harmless.picture(output.data.get("image/png")):
        kept.data["image/png"] = picture
    if output.output_type == "execute_result":
        kept.execution_count = output.get("execution_count")
    return kept


def markdown(source: str) -> Markup:
    """The Markdown filter of formgrader's page: no HTML, no links, formulas left for MathJax."""
    return harmless.markdown(source, dollars=True)
