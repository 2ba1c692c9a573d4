import assert from "node:assert/strict";
import { test } from "node:test";

import { CreditGate } from "../src/credit.js";
import { MediaClock } from "../src/media-clock.js";
import { cameraTrouble, trouble } from "../src/trouble.js";

test("two frames may be on their way, and an answer frees those up to it", () => {
  const gate = new CreditGate(2);
  assert.equal(gate.hand(), 2);
  assert.equal(gate.hand(), 0);
  gate.sent(1, 0);
  gate.sent(2, 10);
  gate.answered(2); // the server passed over 1
  assert.equal(gate.hand(), 2);
});

test("a frame that was not sent gives its credit back", () => {
  const gate = new CreditGate(2);
  gate.hand();
  gate.returned();
  assert.equal(gate.hand(), 1);
});

test("an answer that is heard twice frees once", () => {
  const gate = new CreditGate(2);
  gate.hand();
  gate.sent(1, 0);
  gate.answered(1);
  gate.answered(1);
  assert.equal(gate.hand(), 1);
});

test("the watchdog gives up a frame that is never answered, and its late answer does no harm", () => {
  const gate = new CreditGate(2, 2000);
  gate.hand();
  gate.sent(1, 0);
  gate.sent(2, 1500);
  assert.deepEqual(gate.expire(2000), []);
  assert.deepEqual(gate.expire(2001), [1]);
  gate.answered(1);
  assert.equal(gate.hand(), 1);
});

test("after a new connection all credit is back, none is made", () => {
  const gate = new CreditGate(2);
  gate.hand();
  gate.sent(1, 0);
  gate.reset(); // one frame is still with the worker
  assert.equal(gate.free, 1);
  gate.returned();
  assert.equal(gate.hand(), 2);
});

test("credit is never made or lost, whatever happens", () => {
  const gate = new CreditGate(2, 50);
  let worker = 0;
  let seq = 0;
  let random = 7;
  for (let now = 0; now < 5000; now += 1) {
    random = (random * 1103515245 + 12345) % 2 ** 31;
    const dice = random % 7;
    if (dice < 2) worker += gate.hand();
    else if (dice === 2 && worker > 0) {
      worker -= 1;
      gate.sent((seq += 1), now);
    } else if (dice === 3 && worker > 0) {
      worker -= 1;
      gate.returned();
    } else if (dice === 4) gate.answered(seq - (random % 3));
    else if (dice === 5) gate.expire(now);
    else if (dice === 6 && random % 11 === 0) gate.reset();
    assert.equal(gate.free + worker + gate.onTheWay.size, 2);
  }
});

test("media time starts at zero and rises", () => {
  const clock = new MediaClock();
  assert.equal(clock.stamp(1000), 0);
  assert.ok(Math.abs((clock.stamp(1000.5) ?? 0) - 0.5) < 1e-9);
  assert.equal(clock.stamp(1000.5), null);
  assert.equal(clock.stamp(999), null);
});

test("another camera goes on where the first one stopped", () => {
  const clock = new MediaClock();
  clock.stamp(50);
  clock.stamp(51);
  clock.startSource();
  const first = clock.stamp(0) ?? 0;
  assert.ok(first > 1 && first < 1.1);
  assert.ok((clock.stamp(1) ?? 0) > 2);
});

test("what the camera refuses with becomes words", () => {
  const named = (/** @type {string} */ name) => cameraTrouble(Object.assign(new Error(), { name }));
  assert.equal(named("NotAllowedError"), "refused");
  assert.equal(named("NotReadableError"), "busy");
  assert.equal(named("NotFoundError"), "none");
  assert.equal(named("OverconstrainedError"), "none");
  assert.equal(cameraTrouble("?"), "none");
  assert.match(trouble("slow", "Only 4 pictures a second are analysed.").text, /^Only 4 .* missed/u);
});
