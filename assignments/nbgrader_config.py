"""Settings of the course root for nbgrader: run its commands in this folder."""

c = get_config()  # noqa: F821  # nbgrader puts this name here

c.CourseDirectory.course_id = "deskside"  # part of every learner's variants: questions.toml says it too

# What stands in place of a solution. Answers are one line that is in the cell already.
c.ClearSolutions.code_stub = {"python": ""}
c.ClearSolutions.text_stub = "*Write your answer here, in place of this line.*"

# A learner who deletes a test cell gets it back, so that the marks are not lost in silence.
c.OverwriteCells.add_missing_cells = True

# The first run on a machine compiles the fast engine, up to half a minute (`deskside warm` does it ahead).
c.Execute.timeout = 90

# The feedback shows reasons, not the tests behind them: the next course has the same questions.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
