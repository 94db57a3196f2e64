"""Leases of the life before: after a kill nobody on this laptop waits for the dead."""

from chalicelib import wiring


def end_leases() -> int:
    """End every lease that is still held; answer how many that were.

    To be called before any worker starts: the lock on the state says that those of the last run are dead.
    In AWS somebody may live, so there a lease runs its minute. The first sweep finds the pages.
    """
    now, ended = wiring.clock().now(), 0
    moment = int(now.timestamp() * 1000)
    for sending in wiring.sendings().open(now):
        for state in wiring.sendings().states(sending.id):
            if state.lease_until > moment:
                over = state.but(lease_until=moment)
                wiring.table().commit(wiring.sendings().save_state(over, state))
                ended += 1
    return ended
