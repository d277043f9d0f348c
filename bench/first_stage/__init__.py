"""Sweep of the first stage: kinds of phrases, relations and persons, tried in many forms whose right answer is known.

`python -m bench.first_stage` writes the table of docs/first-stage.md. A part is a module with `KINDS`, named in
`sweep.PARTS`.
"""
