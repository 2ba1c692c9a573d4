import threading
import time

import pytest

from server.pool import Lane, Pool


@pytest.fixture
def pool():
    made = []

    def make(workers):
        made.append(Pool(workers))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_newest_wins_in_order_and_close_waits_for_the_last(pool):
    done, go = [], threading.Event()

    def work(item):
        go.wait(5)
        done.append(item)

    lane = Lane(pool(2), work)
    assert lane.put(0)
    time.sleep(0.1)  # number 0 is under way
    assert lane.put(1)
    assert not lane.put(2)
    assert not lane.put(3)
    closed = lane.close()
    assert lane.put(4)  # too late: taken by nobody
    assert not closed.done()
    go.set()
    closed.result(5)
    assert done == [0, 3]


def test_an_idle_lane_is_closed_at_once(pool):
    assert Lane(pool(1), print).close().done()


def test_fair_turns_whoever_pushes_harder(pool):
    turns, over = [], threading.Event()

    def worker(i):
        def work(_):
            turns.append(i)
            if len(turns) >= 500:
                over.set()
            else:
                for _ in range(10 if i == 0 else 1):  # lane 0 pushes ten times as hard
                    lanes[i].put(None)

        return work

    shared = pool(1)
    lanes = [Lane(shared, worker(i)) for i in range(5)]
    for lane in lanes:
        lane.put(None)
    assert over.wait(10)
    for lane in lanes:
        lane.close().result(5)
    counts = [turns[:500].count(i) for i in range(5)]
    assert max(counts) - min(counts) <= 1, counts


def test_a_worker_outlives_a_failing_item(pool, caplog):
    done = []

    def work(item):
        if item == "bad":
            raise RuntimeError("broken on purpose")
        done.append(item)

    lane = Lane(pool(1), work)
    lane.put("bad")
    deadline = time.monotonic() + 5
    while not caplog.records and time.monotonic() < deadline:
        time.sleep(0.01)
    lane.put("good")
    lane.close().result(5)
    assert done == ["good"]
    assert "broken on purpose" in caplog.text


def test_a_closed_pool_drops_what_waits():
    shared = Pool(1)
    shared.close()
    shared.close()
    Lane(shared, print).put(1)
