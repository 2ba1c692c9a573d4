import assert from "node:assert/strict";
import { test } from "node:test";

import { Link, packFrame } from "../src/link.js";

function line() {
  /** @type {any[]} */
  const sockets = [];
  /** @type {string[]} */
  const heard = [];
  /** @type {(() => void)[]} */
  const timers = [];
  const clock = { now: 0 };
  const link = new Link(
    { message: (message) => heard.push(message.type), trouble: (code) => heard.push(`trouble ${code}`) },
    {
      makeSocket: () => {
        const socket = {
          binaryType: "", readyState: 1, onopen: null, onmessage: null, onclose: null,
          /** @type {any[]} */ sent: [],
          send(/** @type {any} */ data) {
            this.sent.push(typeof data === "string" ? JSON.parse(data) : data);
          },
          close() {
            this.readyState = 3;
          },
        };
        sockets.push(socket);
        return socket;
      },
      now: () => clock.now,
      setTimer: (action) => timers.push(action),
      clearTimer: (timer) => {
        if (timer > 0) timers[timer - 1] = () => {};
      },
    },
  );
  const last = () => sockets.at(-1);
  const say = (/** @type {any} */ message) => last().onmessage({ data: JSON.stringify(message) });
  return { link, sockets, heard, timers, clock, last, say };
}

const start = /** @type {const} */ ({ type: "start", protocol: 1, exercise: "plank" });
const ready = { type: "ready", token: "t1", resumed: false };

test("a picture is packed as the server reads it: uint32, float64, little endian, JPEG", () => {
  const packed = packFrame(7, 1.5, new Uint8Array([255, 216, 9]).buffer);
  const view = new DataView(packed);
  assert.deepEqual([view.getUint32(0, true), view.getFloat64(4, true), view.getUint8(12), view.getUint8(14), packed.byteLength], [7, 1.5, 255, 9, 15]);
});

test("a set begins when the socket opens, frames may go once the server is ready", () => {
  const { link, last, say } = line();
  link.begin(start);
  assert.deepEqual(last().sent, []);
  last().onopen();
  assert.deepEqual(last().sent, [{ ...start, resume: null }]);
  assert.equal(link.ready, false);
  say(ready);
  assert.equal(link.ready, true);
});

test("a dropped connection is taken up again with the token", () => {
  const { link, sockets, heard, timers, last, say } = line();
  link.begin(start);
  last().onopen();
  say(ready);
  last().onclose({ code: 1006 });
  assert.equal(link.ready, false);
  assert.deepEqual(heard.at(-1), "trouble lost");
  timers.at(-1)?.();
  assert.equal(sockets.length, 2);
  last().onopen();
  assert.equal(last().sent[0].resume, "t1");
});

test("a set that the server no longer has is begun anew", () => {
  const { link, timers, last, say } = line();
  link.begin(start);
  last().onopen();
  say(ready);
  last().onclose({ code: 1006 });
  timers.at(-1)?.();
  last().onopen();
  say({ type: "error", code: "resume", text: "", seq: null });
  assert.equal(last().sent.at(-1).resume, null);
});

test("a server that stays away is given up", () => {
  const { link, heard, timers, clock, last, say } = line();
  link.begin(start);
  last().onopen();
  say(ready);
  last().onclose({ code: 1006 });
  clock.now = 29_000;
  timers.at(-1)?.();
  last().onclose({ code: 1006 });
  assert.equal(heard.at(-1), "trouble lost");
  clock.now = 31_000;
  timers.at(-1)?.();
  last().onclose({ code: 1006 });
  assert.equal(heard.at(-1), "trouble gone");
  // a set that is ended then is ended as soon as the server is there again
  link.stop(false);
  last().onopen();
  assert.equal(last().sent.at(-1).resume, ready.token);
  say({ ...ready, resumed: true });
  assert.deepEqual(last().sent.at(-1), { type: "stop", discard: false });
  say({ type: "set_done" });
  assert.equal(heard.at(-1), "set_done");
});

test("close codes that another attempt would not change are told at once", () => {
  for (const [code, trouble] of /** @type {const} */ ([[4406, "version"], [4429, "crowded"], [4409, "replaced"], [4400, "server"]])) {
    const { link, heard, timers, last } = line();
    link.begin(start);
    last().onclose({ code });
    assert.deepEqual([heard.at(-1), timers.length], [`trouble ${trouble}`, 0]);
  }
});

test("the end of a set, then of the connection, is no trouble", () => {
  const { link, heard, last, say } = line();
  link.begin(start);
  last().onopen();
  say(ready);
  link.stop(false);
  assert.equal(link.ready, false);
  say({ type: "set_done" });
  last().onclose({ code: 1000 });
  assert.deepEqual(heard, ["ready", "set_done"]);
});

test("the set-up check gives way to the set on the same connection, and its last words are not heard", () => {
  const { link, sockets, heard, last, say } = line();
  link.begin(start);
  last().onopen();
  say(ready);
  link.begin({ ...start, keep: true });
  assert.deepEqual(last().sent.at(-1), { type: "stop", discard: true });
  say({ type: "rep" });
  say({ type: "pose", seq: 3 });
  say({ type: "set_done" });
  assert.equal(last().sent.at(-1).keep, true);
  say({ ...ready, token: "t2" });
  assert.equal(link.ready, true);
  assert.equal(sockets.length, 1);
  assert.deepEqual(heard, ["ready", "pose", "ready"]);
});

test("an end asked for while the line is down is told when it is back", () => {
  const { link, timers, last, say } = line();
  link.begin(start);
  last().onopen();
  say(ready);
  last().readyState = 3;
  last().onclose({ code: 1006 });
  link.stop(false);
  timers.at(-1)?.();
  last().onopen();
  say({ ...ready, resumed: true });
  assert.deepEqual(last().sent.at(-1), { type: "stop", discard: false });
});

test("an end that is not answered puts the line in doubt: it is asked again over a new one", () => {
  const { link, sockets, heard, timers, last, say } = line();
  link.begin(start);
  last().onopen();
  say(ready);
  link.stop(false);
  timers.at(-1)?.();
  assert.deepEqual([sockets[0].readyState, heard.at(-1)], [3, "trouble lost"]);
  timers.at(-1)?.();
  last().onopen();
  assert.equal(last().sent[0].resume, "t1");
  say({ ...ready, resumed: true });
  assert.deepEqual(last().sent.at(-1), { type: "stop", discard: false });
  say({ type: "set_done" });
  timers.at(-1)?.(); // answered: no more doubt
  assert.equal(sockets.length, 2);
});

test("a dead line is left for a new one", () => {
  const { link, sockets, timers, last, say } = line();
  link.begin(start);
  last().onopen();
  say(ready);
  link.doubt();
  timers.at(-1)?.();
  last().onopen();
  assert.deepEqual([sockets.length, last().sent[0].resume], [2, "t1"]);
});

test("who waits in the queue for minutes is not given up when the line drops", () => {
  const { link, heard, clock, last, say } = line();
  link.begin(start);
  last().onopen();
  say({ type: "queued", place: 1, text: "" });
  clock.now = 600_000;
  last().onclose({ code: 1006 });
  assert.equal(heard.at(-1), "trouble lost");
});

test("who leaves says what becomes of the set", () => {
  for (const discard of [true, false]) {
    const { link, last, say } = line();
    link.begin(start);
    last().onopen();
    say(ready);
    link.close(discard);
    assert.deepEqual(last().sent.at(-1), { type: "stop", discard });
  }
  const { link, last, say } = line();
  link.begin(start);
  last().onopen();
  say(ready);
  link.stop(false);
  say({ type: "set_done" });
  link.close(null);
  assert.equal(last().sent.filter((/** @type {any} */ one) => one.type === "stop").length, 1);
});

test("after close nothing is heard and nothing is tried again", () => {
  const { link, heard, timers, last, say } = line();
  link.begin(start);
  last().onopen();
  say(ready);
  const socket = last();
  link.close();
  assert.equal(socket.onclose, null);
  assert.equal(socket.readyState, 3);
  assert.deepEqual([heard.length, timers.length], [1, 0]);
});
