"""What commands ask of the records, each a look with typed question and answer: here, or over the HTTP interface."""
