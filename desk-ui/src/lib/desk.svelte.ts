import { get, meta, post } from "./api";
import type { Change, Correction, Meta } from "./types";

type Arrival = (changes: Change[]) => void;

/** What the page knows of the desk: its codebook, whether it is reached, the newest change number. */
class Desk {
  meta = $state.raw<Meta | null>(null);
  line = $state<"joining" | "live" | "lost">("joining");
  n = $state(0);
  note = $state<{ text: string; undo: number | null } | null>(null);
  private hearers = new Set<Arrival>();
  private waiting: Change[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private clearNote: ReturnType<typeof setTimeout> | undefined;

  async open() {
    this.meta = await meta();
    this.n = this.meta.n;
    const source = new EventSource(`/api/live?after=${this.n}`);
    source.addEventListener("hello", () => {
      if (this.line === "lost") void meta().then((m) => (this.meta = m)).catch(() => null); // a server that was started anew has another token
      this.line = "live";
    });
    source.addEventListener("change", (e) => this.heard(JSON.parse((e as MessageEvent<string>).data)));
    source.onerror = () => (this.line = "lost");
  }

  private heard(change: Change) {
    this.n = Math.max(this.n, change.n);
    this.waiting.push(change);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const told = this.waiting.splice(0);
      for (const hearer of this.hearers) hearer(told);
    }, 350);
  }

  /** Calls back with what changes from now on; returns the way to stop it, as an effect does. */
  onArrival(hearer: Arrival) {
    this.hearers.add(hearer);
    return () => void this.hearers.delete(hearer);
  }

  say(text: string, undo: number | null = null) {
    clearTimeout(this.clearNote);
    this.note = { text, undo };
    this.clearNote = setTimeout(() => (this.note = null), undo === null ? 6000 : 20000);
  }

  async decide(body: Record<string, unknown>, said: string) {
    const made = await post<{ n: number; correction: Correction }>("/api/corrections", body, this.meta?.token ?? "");
    this.say(said, made.correction.n);
  }

  async undo(n: number, because: string) {
    await post(`/api/corrections/${n}/undo`, { because }, this.meta?.token ?? "");
    this.say(`Decision ${n} is undone.`);
  }

  label(of: "statuses" | "supports" | "stances" | "alignments" | "quads", code: string | null): string {
    return code === null ? "nobody speaks of it" : ((this.meta?.codebook[of] as Record<string, string>)?.[code] ?? code.replaceAll("_", " "));
  }

  type(id: string) {
    return this.meta?.codebook.types.find((t) => t.id === id);
  }
}

export const desk = new Desk();

/** Something fetched again whenever what it depends on changes: `loading` at first, stale data stay while new ones come. */
export class Loaded<T> {
  data = $state.raw<T | null>(null);
  fault = $state.raw<unknown>(null);
  loading = $state(true);
  private abort: AbortController | undefined;

  async load(path: string) {
    this.abort?.abort();
    const abort = (this.abort = new AbortController());
    this.loading = true;
    try {
      this.data = await get<T>(path, abort.signal);
      this.fault = null;
    } catch (e) {
      if (abort.signal.aborted) return;
      this.fault = e;
    }
    this.loading = false;
  }
}
