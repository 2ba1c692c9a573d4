/** Calls to the server: JSON both ways, and errors in its own words. */

/** @typedef {Record<string, string | number | boolean | null | undefined>} Query */

export class ApiError extends Error {
  /**
   * @param {string} message the server's sentence
   * @param {number} status HTTP status, 0 where the server could not be reached
   * @param {Record<string, unknown>} body
   */
  constructor(message, status, body = {}) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.body = body;
  }
}

/**
 * @param {string} path
 * @param {Query} [query] null, undefined and "" are left out
 */
export function address(path, query = {}) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

/**
 * @param {string} url
 * @param {RequestInit} [options]
 * @returns {Promise<Response>} only answers that are well; ApiError else
 */
export async function request(url, options = {}) {
  let answer;
  try {
    answer = await fetch(url, options);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError("The Formcue server does not answer. Is it still running?", 0);
  }
  if (answer.ok) return answer;
  /** @type {Record<string, unknown>} */
  const body = await answer.json().catch(() => ({}));
  const said = typeof body["error"] === "string" ? body["error"] : `The server answered ${answer.status} to ${url}`;
  throw new ApiError(said, answer.status, body);
}

/**
 * @template Answer
 * @param {string} path
 * @param {Query} [query]
 * @param {AbortSignal} [signal]
 * @returns {Promise<Answer>}
 */
export async function get(path, query = {}, signal) {
  const answer = await request(address(path, query), signal ? { signal } : {});
  return answer.json();
}

/**
 * @template Answer
 * @param {"POST" | "PUT" | "PATCH" | "DELETE"} method
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<Answer>} undefined for an answer without content
 */
export async function send(method, path, body) {
  const json = body === undefined ? {} : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const answer = await request(path, { method, ...json });
  return answer.status === 204 ? /** @type {Answer} */ (undefined) : answer.json();
}
