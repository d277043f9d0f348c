"""Demonstration of the main job: the sample requests live their whole life on real servers (`python -m demo`)."""
