/** Uploads as this page runs them: two files at a time, and which ones were begun before, in this browser. */

import { ApiError, get, request, send } from "../api.js";
import { Misplaced, Upload, fileKey } from "./upload.js";

/**
 * @typedef {import("../review-api.d.ts").Job} Job
 * @typedef {{ file: File, state: "waiting" | "sending" | "failed", sent: number, error: string | null, upload: Upload | null, about: Record<string, unknown> }} Sending
 */

const KEY = "formcue.uploads";
const AT_ONCE = 2;

/** @type {import("./upload.js").Transport} */
const transport = {
  create: (about) => send("POST", "/api/uploads", about),
  put: async (id, offset, piece, signal) => {
    try {
      const answer = await request(`/api/uploads/${id}`, { method: "PATCH", body: piece, signal, headers: { "Upload-Offset": String(offset), "Content-Type": "application/octet-stream" } });
      return (await answer.json()).received;
    } catch (error) {
      if (error instanceof ApiError && error.status === 409 && typeof error.body["received"] === "number") throw new Misplaced(error.body["received"]);
      throw error;
    }
  },
  received: async (id) => {
    const { received, state } = /** @type {{ received: number, state: string }} */ (await get(`/api/uploads/${id}`));
    if (state !== "uploading") throw new Error("this upload is over");
    return received;
  },
  complete: (id) => send("POST", `/api/uploads/${id}/complete`),
  cancel: (id) => send("DELETE", `/api/uploads/${id}`),
};

export class Uploads {
  /** @param {(job: Job | null) => void} changed with the job, where one came to its end */
  constructor(changed) {
    this.changed = changed;
    /** @type {Sending[]} */
    this.all = [];
  }

  /**
   * @param {ReadonlyArray<File>} files
   * @param {Record<string, unknown>} about
   */
  add(files, about) {
    this.all.push(...files.map((file) => ({ file, state: /** @type {const} */ ("waiting"), sent: 0, error: null, upload: null, about })));
    this.#next();
  }

  /** @param {Sending} one */
  async stop(one) {
    this.all = this.all.filter((other) => other !== one);
    remember(fileKey(one.file), null);
    this.changed(null);
    await one.upload?.stop().catch(() => undefined);
    this.#next();
  }

  /** @param {Sending} one */
  again(one) {
    Object.assign(one, { state: "waiting", error: null });
    this.#next();
  }

  get active() {
    return this.all.some(({ state }) => state !== "failed");
  }

  /** Whether a job of the server's list is one that this page is sending. @param {Job} job */
  owns(job) {
    return this.all.some(({ upload }) => upload?.id === job.id);
  }

  #next() {
    while (this.all.filter(({ state }) => state === "sending").length < AT_ONCE) {
      const one = this.all.find(({ state }) => state === "waiting");
      if (!one) break;
      void this.#send(one);
    }
    this.changed(null);
  }

  /** @param {Sending} one */
  async #send(one) {
    const key = fileKey(one.file);
    one.state = "sending";
    const upload = new Upload(one.file, one.about, transport, {
      fatal: (error) => error instanceof ApiError && error.status >= 400 && error.status < 500,
      progress: (sent) => {
        one.sent = sent;
        if (upload.id !== null) remember(key, upload.id);
        this.changed(null);
      },
    });
    one.upload = upload;
    try {
      const job = await upload.run(begun()[key] ?? null);
      this.all = this.all.filter((other) => other !== one);
      remember(key, null);
      this.changed(job);
    } catch (error) {
      if (upload.stopper.signal.aborted) return;
      const known = error instanceof ApiError && error.status >= 400 && error.status < 500;
      if (known) remember(key, null);
      Object.assign(one, { state: "failed", error: error instanceof Error ? error.message : String(error) });
    }
    this.#next();
  }
}

/** @returns {Record<string, import("../review-api.d.ts").Id>} */
function begun() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

/**
 * @param {string} key
 * @param {import("../review-api.d.ts").Id | null} id
 */
function remember(key, id) {
  const all = begun();
  if (id === null) delete all[key];
  else all[key] = id;
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // without storage, an upload that was cut off begins anew
  }
}
