"""A report as one page that stands alone: charts, all figures with their definitions, right to left in Arabic."""
