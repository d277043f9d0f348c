"""What a country would need, on paper: `python -m bench.scale` prints the tables of docs/scale.md.

measures   every number that goes in, with where it was measured, or that it is assumed
model      what follows from them: rates, processors, processes, shards, connections, disks
"""
