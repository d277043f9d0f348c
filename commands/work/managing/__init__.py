"""What those see who answer for teams: the board, what needs them, and how work is shared out."""
