"""A made-up lesson with one part of every kind, for the tests of the parts."""

from __future__ import annotations

TEXTS = """
lesson = "test"
title = "A lesson"
key_points = ["First <point>.", "Second point of {a desk}."]

[story.monday]
text = "**Ana** {blocked}."

[story.own]
text.it = "The network."
text.hr = "The pay."
text.facilities = "The heating."

[predict.wait]
kind = "number"
unit = "minutes"
low = 0
high = 60
within = 0.25
ask = "How long?"
why = "Because."

[check.little]
ask = "How many are waiting?"
unit = "tickets"
answer = 6
hints = ["Secret hint A.", "Secret hint B.", "Secret hint C."]
explain = "Half a ticket a minute x 12 minutes = {answer}."
misses = [{ value = 360, why = "Hours and minutes mixed." }]

[predict.which]
kind = "choice"
ask = "Which?"
why = "So."
options = [{ text = "this" }, { text = "that" }]

[reflect.own]
ask = "What would you do at your {desk}?"
hint = "for example"

[[quiz]]
id = "one"
ask = "One of these?"
options = [
  { text = "wrong one", why = "secret reason A" },
  { text = "right one", right = true, why = "secret reason B" },
]

[[quiz]]
id = "number"
kind = "number"
unit = "tickets"
ask = "How many?"
answer = 6
tolerance = 0.05
why = "Half a ticket a minute x 12."
misses = [{ value = 360, why = "Hours and minutes mixed." }]

[[quiz]]
id = "several"
kind = "multiple"
ask = "Which of these?"
options = [
  { text = "good", right = true, why = "secret: it helps" },
  { text = "bad", why = "secret: it hurts" },
  { text = "also good", right = true, why = "secret: it helps too" },
]

[[quiz]]
id = "steps"
kind = "order"
ask = "In which order?"
options = [
  { text = "arrive", why = "secret: nothing begins before it" },
  { text = "wait", why = "secret: until somebody is free" },
  { text = "be served", why = "secret: by whoever is free" },
  { text = "leave", why = "secret: with an answer" },
]

[checklist.evening]
ask = "The evening before"
items = ["Start the lab", "Print the slips"]

[timer.pairs]
minutes = 5
text = "In pairs: compare your predictions."

[own_desk]
intro = "Write."
action = "for example: one"
"""
