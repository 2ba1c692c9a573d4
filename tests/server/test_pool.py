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


def share_time(pool, costs, seconds=1.0, pushes=lambda _: 1):
    """Lanes that always have something to do, item after item of `costs[i]` seconds; how long each was worked on."""
    used = [0.0] * len(costs)
    end = time.perf_counter() + seconds

    def worker(i):
        def work(_):
            began = time.perf_counter()
            time.sleep(costs[i])
            for _ in range(pushes(i)):
                lanes[i].put(None)
            used[i] += time.perf_counter() - began

        return work

    shared = pool(1)
    lanes = [Lane(shared, worker(i)) for i in range(len(costs))]
    for lane in lanes:
        lane.put(None)
    time.sleep(max(0.0, end - time.perf_counter()))
    for lane in lanes:
        lane.close().result(5)
    return used


def test_fair_shares_whoever_pushes_harder(pool):
    used = share_time(pool, [0.002] * 5, pushes=lambda i: 50 if i == 0 else 1)
    assert max(used) <= 1.2 * min(used), used


def test_whoever_brings_long_work_gets_fewer_turns_and_the_same_time(pool):
    used = share_time(pool, [0.030, 0.002, 0.002])
    assert max(used) <= 1.3 * min(used) + 0.03, used


def test_a_pause_saves_up_no_time(pool):
    turns = []
    shared = pool(1)
    lanes = [Lane(shared, lambda _, i=i: (turns.append(i), time.sleep(0.005))) for i in range(2)]
    for _ in range(20):  # only lane 0 has something to do
        lanes[0].put(None)
        time.sleep(0.006)
    turns.clear()
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        for lane in lanes:
            lane.put(None)
        time.sleep(0.001)
    for lane in lanes:
        lane.close().result(5)
    assert abs(turns.count(0) - turns.count(1)) <= 3, turns
    assert 1 in turns[:4]


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
