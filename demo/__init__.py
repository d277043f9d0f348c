"""The main job, seen: the sample requests live their whole life on real servers. Run it as `python -m demo`."""
