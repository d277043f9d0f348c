"""The golden histories of cases and faults: one small file for every path, recorded on real servers."""
