"""Settings of the course root for nbgrader: run its commands in this folder."""

from importlib.machinery import all_suffixes
from pathlib import Path

import nbgrader

c = get_config()  # noqa: F821  # nbgrader puts this name here

c.CourseDirectory.course_id = "deskside"  # part of every learner's variants: questions.toml says it too

# A notebook runs in a copy of what was handed in: a `numpy.py` in it would be imported in NumPy's place.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "__pycache__",
    "feedback",
    *(f"*{suffix}" for suffix in all_suffixes()),
]

# What stands in place of a solution. Answers are one line that is in the cell already.
c.ClearSolutions.code_stub = {"python": ""}
c.ClearSolutions.text_stub = "*Write your answer here, in place of this line.*"

# Learners cut, copy, rename and add cells, at some of which nbgrader stops. So each notebook is put together
# anew from what was handed out (`release/` must be there) and what they wrote; their code is not run.
c.Autograde.sanitize_preprocessors = [
    "deskside.grading.restored.Restore",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Without a release a test cell that was deleted comes back all the same: no marks are lost in silence.
c.OverwriteCells.add_missing_cells = True

# Whatever else lies in a source folder is put over what was handed in; answers are the learner's own.
c.Autograde.exclude_overwriting = {
    folder.name: ["answers.toml"] for folder in Path(__file__).parent.glob("source/*") if folder.is_dir()
}

# The first run on a machine compiles the fast engine, up to half a minute (`deskside warm` does it ahead).
c.Execute.timeout = 90
c.Execute.iopub_timeout = 90  # and on a busy one outputs come late: after 4 seconds a submission would fail

# The feedback shows reasons, not the tests behind them: the next course has the same questions. A page of
# ours lists the questions by their headings, and says so where nobody has marked a text yet.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "nbgrader.preprocessors.ClearHiddenTests",
    "deskside.grading.feedback.Feedback",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

# Formgrader shows what learners wrote with an instructor's rights: nothing in it may run, or be fetched.
c.HTMLExporter.filters = {"markdown2html": "deskside.grading.harmless.markdown_page"}

# Neither page fetches anything from the internet: templates of ours come before those of nbgrader.
c.HTMLExporter.extra_template_basedirs = [
    str(Path(__file__).parent / "templates"),
    str(Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"),
]
