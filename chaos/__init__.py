"""Fault-injection tests of the whole system on real servers, in the terms of Jepsen; see docs/reliability.md.

    faults       what is injected: the nemesis with its schedule, the fault proxy, other sessions of the records, bad
                 input, tampering
    system       the system under test: servers, workers and fake gateways as processes, trial packs, the CLI
    history      what happened: the clients' operation log, evidence from the records and from Temporal
    workload     what clients do: plans, client processes, load, and the faults' victims
    checks       what must hold of a history: invariants, linearisability, flat memory. The judge shares no code with
                 the judged: it has a calendar, a fold of the events, a ladder and notice routes of its own
    mutation     whether the tests notice broken builds: sabotages and mutants
    search       the decider alone: every sequence of commands in a small world
    scenarios    one module for each run of `python -m chaos`: workload, faults and checks together

Each folder imports only those above it, and the modules beside them; `tests/test_layering.py` holds this.
"""
