import assert from "node:assert/strict";
import test from "node:test";
import { SHORTCUTS, pressed } from "../src/review/keys.js";

const choices = { reasons: 5, missed: 2 };
/** @param {string} keys @returns what came of them */
function typed(keys, waiting = "idle") {
  const commands = [];
  for (const key of keys) {
    const answer = pressed(waiting, { key }, choices);
    waiting = answer.waiting;
    commands.push(answer.command);
  }
  return { waiting, commands };
}

test("a verdict takes one or two keys", () => {
  assert.deepEqual(typed("a"), { waiting: "idle", commands: [{ type: "agree" }] });
  assert.deepEqual(typed("d3"), { waiting: "idle", commands: [{ type: "ask_reason" }, { type: "disagree", choice: 3 }] });
  assert.deepEqual(typed("D5").commands[1], { type: "disagree", choice: 5 });
});

test("a number that is no choice keeps waiting; a number without a question means nothing", () => {
  assert.deepEqual(typed("d9"), { waiting: "reason", commands: [{ type: "ask_reason" }, null] });
  assert.deepEqual(typed("3"), { waiting: "idle", commands: [null] });
  assert.deepEqual(typed("f3"), { waiting: "missed", commands: [{ type: "ask_missed" }, null] });
  assert.deepEqual(typed("f2").commands[1], { type: "missed", choice: 2 });
});

test("another key while a number is awaited does what it always does", () => {
  assert.deepEqual(typed("da"), { waiting: "idle", commands: [{ type: "ask_reason" }, { type: "agree" }] });
  assert.equal(pressed("reason", { key: "ArrowLeft" }, choices).waiting, "reason");
});

test("escape first puts the question away, then leaves", () => {
  assert.deepEqual(pressed("reason", { key: "Escape" }, choices), { waiting: "idle", command: { type: "dismiss" } });
  assert.deepEqual(pressed("idle", { key: "Escape" }, choices), { waiting: "idle", command: { type: "queue" } });
});

test("arrows step, with shift by ten", () => {
  assert.deepEqual(pressed("idle", { key: "ArrowRight" }, choices).command, { type: "step", by: 1 });
  assert.deepEqual(pressed("idle", { key: "ArrowLeft", shift: true }, choices).command, { type: "step", by: -10 });
});

test("a key held down agrees once, but steps on", () => {
  assert.equal(pressed("idle", { key: "a", repeat: true }, choices).command, null);
  assert.deepEqual(pressed("idle", { key: "ArrowRight", repeat: true }, choices).command, { type: "step", by: 1 });
});

test("the browser's own shortcuts are left alone", () => {
  assert.equal(pressed("idle", { key: "a", ctrl: true }, choices).command, null);
});

test("every listed key does something", () => {
  const names = { Space: " ", "←": "ArrowLeft", "→": "ArrowRight", Esc: "Escape" };
  for (const { keys } of SHORTCUTS) for (const key of keys.split("  ")) assert.notEqual(pressed("idle", { key: names[key] ?? key }, choices).command, null, key);
});
