"""The deliveries to one subscriber: durable, in order for each case."""
