"""A model checker of the decider: it explores every sequence of commands in a small world, breadth first.

    policy        the people, the instants and the policy of the small world
    world         the actions that are possible at each instant
    canonical     the state of the world as bytes, without what no later decision reads
    memory        answers of production's functions, kept while one state is expanded
    step          one step, as the invariants see it
    ledgers       what must hold of time
    invariants    what must hold of people, stages and results; all invariants
    shard         the part of the exploration that one process does
    reachability  whether from every open state an end can be reached, backwards over the explored graph
    processes     the shards in one process or several
    kept          a search that goes on where an earlier run of the same code stopped
    explore       the exploration: levels, limits, and the shortest sequence to a violation
    broken        the same exploration in sabotaged copies of the project

`decide`, `evolve` and `settle` are those of production; nothing is replaced by a model of it.
"""
