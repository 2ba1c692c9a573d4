import assert from "node:assert/strict";
import test from "node:test";
import { Misplaced, Upload, nextPiece } from "../src/review/upload.js";

/** A server that keeps bytes, and fails when told to. */
function server({ failures = [], had = 0 } = {}) {
  const kept = { bytes: had, puts: [], cancelled: false, completed: false };
  return {
    kept,
    create: async () => ({ id: 7 }),
    put: async (_, offset, piece) => {
      kept.puts.push(offset);
      const failure = failures.shift();
      if (failure === "lost answer") {
        kept.bytes = offset + piece.size;
        throw new TypeError("network");
      }
      if (failure) throw failure;
      if (offset !== kept.bytes) throw new Misplaced(kept.bytes);
      kept.bytes = offset + piece.size;
      return kept.bytes;
    },
    received: async () => kept.bytes,
    complete: async () => {
      kept.completed = true;
      return { id: 7, state: "queued" };
    },
    cancel: async () => {
      kept.cancelled = true;
    },
  };
}

const file = new File([new Uint8Array(25)], "a.mp4");
const quick = { pause: async () => {}, piece: 10 };

test("pieces cover the file, none for an empty one", () => {
  assert.deepEqual(nextPiece(25, 0, 10), { from: 0, to: 10 });
  assert.deepEqual(nextPiece(25, 20, 10), { from: 20, to: 25 });
  assert.equal(nextPiece(25, 25, 10), null);
});

test("a file is sent in order and completed; progress is told", async () => {
  const to = server();
  const sent = [];
  const job = await new Upload(file, {}, to, { ...quick, progress: (bytes) => sent.push(bytes) }).run();
  assert.deepEqual(to.kept.puts, [0, 10, 20]);
  assert.deepEqual(sent, [0, 10, 20, 25]);
  assert.equal(job.state, "queued");
});

test("an upload that was begun before goes on where it stopped", async () => {
  const to = server({ had: 10 });
  await new Upload(file, {}, to, quick).run(7);
  assert.deepEqual(to.kept.puts, [10, 20]);
});

test("an answer that was lost is made up for by what the server has", async () => {
  const to = server({ failures: ["lost answer"] });
  await new Upload(file, {}, to, quick).run();
  assert.deepEqual(to.kept.puts, [0, 0, 10, 20]);
  assert.equal(to.kept.bytes, 25);
});

test("it gives up after six tries, and at once where trying again is no use", async () => {
  const down = server({ failures: Array.from({ length: 20 }, () => new TypeError("network")) });
  await assert.rejects(new Upload(file, {}, down, quick).run(), /network/);
  assert.equal(down.kept.puts.length, 6);
  const refused = server({ failures: [new Error("too large")] });
  await assert.rejects(new Upload(file, {}, refused, { ...quick, fatal: () => true }).run(), /too large/);
  assert.equal(refused.kept.puts.length, 1);
});

test("stopped, it sends no more and the server forgets it", async () => {
  const to = server();
  const upload = new Upload(file, {}, to, { ...quick, progress: (sent) => sent === 10 && void upload.stop().catch(() => {}) });
  await assert.rejects(upload.run(), { name: "AbortError" });
  assert.equal(to.kept.cancelled, true);
  assert.equal(to.kept.completed, false);
});
