import asyncio

import pytest

from server.places import CrowdedError, Places


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 5))


def test_first_come_first_served():
    async def play():
        places, heard = Places(1, 8), []
        await places.take(heard.append)
        tasks = [asyncio.create_task(places.take(lambda place, i=i: heard.append((i, place)))) for i in range(3)]
        await asyncio.sleep(0)
        assert heard == [(0, 1), (1, 2), (2, 3)]
        for i in range(3):
            places.give_back()
            await tasks[i]
        assert (places.waiting, places.free) == (0, 0)
        places.give_back()
        assert places.free == 1

    run(play())


def test_too_many_are_sent_away():
    async def play():
        places = Places(0, 1)
        waiting = asyncio.create_task(places.take(print))
        await asyncio.sleep(0)
        with pytest.raises(CrowdedError):
            await places.take(print)
        waiting.cancel()

    run(play())


@pytest.mark.parametrize("order", ["leaves, then the place comes", "the place comes, then leaves"])
def test_who_leaves_in_the_moment_a_place_comes_leaves_it_to_the_next(order):
    async def play():
        places = Places(1, 8)
        await places.take(print)
        first, second = (asyncio.create_task(places.take(lambda _: None)) for _ in range(2))
        await asyncio.sleep(0)
        if order.startswith("leaves"):
            first.cancel()
            places.give_back()
        else:
            places.give_back()
            first.cancel()
        await asyncio.wait((first,))
        assert first.cancelled()
        await second
        assert (places.waiting, places.free) == (0, 0)
        places.give_back()
        assert places.free == 1

    run(play())


def test_everybody_leaves():
    async def play():
        places = Places(1, 8)
        await places.take(print)
        tasks = [asyncio.create_task(places.take(lambda _: None)) for _ in range(4)]
        await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        places.give_back()
        await asyncio.wait(tasks)
        assert (places.waiting, places.free) == (0, 1)

    run(play())
