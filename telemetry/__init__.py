"""What a process of ours tells whoever runs it: its log, its metrics, its traces, and whether it can work."""
