"""What the laptop does about workers that were killed with it."""

from datetime import timedelta

from chalicelib import wiring
from infra.local.leases import end_leases
from tests.factories import a_page, a_sending, some_forms
from tests.house import a_house


def test_a_page_of_a_killed_worker_goes_on_at_the_next_start() -> None:
    with a_house() as house:
        sendings, page = wiring.sendings(), a_page()
        house.table.commit(*sendings.add(a_sending(), some_forms()))
        sendings.add_page(page)
        was = sendings.state(page.sending, page.id)
        until = int((house.clock.now() + timedelta(minutes=1)).timestamp() * 1000)
        house.table.commit(sendings.save_state(was.leased(resend=False).but(lease_until=until), was))
        house.tick()
        assert not house.queue.bodies["routine"], "as in AWS, where its worker may live"
        assert end_leases() == 1
        house.tick()
        assert house.queue.take("routine") == [{"sending": page.sending, "page": page.id}]
        assert end_leases() == 0
