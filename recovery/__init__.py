"""Disaster recovery: cases started again from the records, and records repaired from the cases.

Both sides hold the events, so either side can be repaired from the other. A case that is started again
keeps its clocks, its place on the ladder and its due instants; a notice that went out does not go out again.

    rebuild       every open case of the records that does not run is started
    reconcile     every case is compared with the records, and each difference repaired
    starting      one case is started again from the records, or from the request it was given
    comparing     the two sides of a case, by numbers and hashes
    stories       the two stories of a case that diverged: what is lost, and the event with which it goes on
    restarting    a case that does not run goes on from its records, after what its ended runs held is put there
    handing_on    signals that an ended run had not decided are told to the run that goes on
    notices       notices that went out, and that older records lack
    repairing     one difference is repaired: records are written again, or the case is started again
    discrepancy   what is found of one case, and the heads of the records
    asking        a case is asked, with retries
"""
