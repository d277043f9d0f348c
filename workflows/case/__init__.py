"""One case: its rules, and the workflow that makes it durable (`workflow`, `running`)."""
