"""The production form for containers, Kubernetes and systemd, and what is said of upgrades."""
