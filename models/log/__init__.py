"""The transparency log of the records: its Merkle tree, its signed checkpoints, and proofs that stand alone."""
