"""What a fault is: one cause of many requests, with its cases, its owner and its clock."""
