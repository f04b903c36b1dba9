import type { Meta } from "./types";

/** What went wrong, in a sentence, and what to do about it. */
export class Fault extends Error {
  constructor(message: string, readonly status = 0, readonly advice: string | null = null) {
    super(message);
  }
}

async function answer(made: Promise<Response>): Promise<Response> {
  let got: Response;
  try {
    got = await made;
  } catch (e) {
    if (e instanceof DOMException && e.name === "AbortError") throw e;
    throw new Fault("The desk does not answer.", 0, "Is `reportedly serve` still running? The page goes on by itself once it is back.");
  }
  if (got.ok) return got;
  const told = await got.json().catch(() => null);
  throw new Fault(told?.error?.message ?? `The desk answered ${got.status}.`, got.status, told?.error?.advice ?? null);
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await answer(fetch(path, { signal: signal ?? null, headers: { Accept: "application/json" } }))).json();
}

export async function post<T>(path: string, body: unknown, token: string): Promise<T> {
  const headers = { "Content-Type": "application/json", "X-Reportedly-Token": token, Accept: "application/json" };
  return (await answer(fetch(path, { method: "POST", headers, body: JSON.stringify(body) }))).json();
}

/** All pages of a list, at most `most` items. */
export async function all<T>(path: string, most = 1000): Promise<T[]> {
  const items: T[] = [];
  let next: string | null = "";
  while (next !== null && items.length < most) {
    const url: string = path + (path.includes("?") ? "&" : "?") + "limit=200" + (next ? `&cursor=${encodeURIComponent(next)}` : "");
    const page: { items: T[]; next: string | null } = await get(url);
    items.push(...page.items);
    next = page.next;
  }
  return items;
}

export const meta = () => get<Meta>("/api/meta");
