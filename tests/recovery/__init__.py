"""Recovery: cases that their ended runs, the records and other commands of recovery fight over."""
