"""A grammar of dates as people write them: phrases by kind, each with its right day, computed without the reader."""
