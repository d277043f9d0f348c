"""The board: how the units of somebody stand, live, with charts of a period; each figure leads to its cases."""
