"""Lists: cases, what happened, figures; each look of staff leaves a view."""
