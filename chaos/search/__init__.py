"""A model checker of the decider: it explores every sequence of commands in a small world, breadth first.

    world         the small world: policy, people, instants, and the actions possible at each instant
    canonical     the state of the world as bytes, without what no later decision reads
    invariants    what must hold of every step and of every state
    shard         the part of the exploration that one process does
    reachability  whether from every open state an end can be reached, backwards over the explored graph
    explore       the exploration: shards, levels, limits, and the shortest sequence to a violation
    broken        the same exploration in sabotaged copies of the project

`decide`, `evolve` and `settle` are those of production; nothing is replaced by a model of it.
"""
