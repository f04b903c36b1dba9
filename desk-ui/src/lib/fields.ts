// Which fields of an event can be corrected from the page, in words, with the value that each has now.
import type { Event } from "./types";

export type Field = { path: string; name: string; value: unknown };
const names: Record<string, string> = {
  type: "Type", modes: "Modes", contexts: "Contexts", status: "Status", hedged: "Hedged", historical: "Historical", actors: "Actor", recipients: "Done to",
  targets: "Struck", places: "Place", when: "When", counts: "Count", attribution: "Who says so", evidence: "Evidence", effects: "Effect", weapon: "Weapon", hedge: "Hedge",
  quad: "Quad", scale: "Scale", cameo_root: "CAMEO root",
};
export const fieldName = (path: string) => {
  const [head = "", ...rest] = path.split(".");
  const tail = rest.filter((p) => !/^\d+$/.test(p)).map((p) => p.replaceAll("_", " "));
  const nth = Number(rest.find((p) => /^\d+$/.test(p)) ?? 0);
  return [(names[head] ?? head.replaceAll("_", " ")) + (nth ? ` ${nth + 1}` : ""), ...tail].join(": ");
};

const inner: Record<string, string[]> = {
  actors: ["name", "country"], recipients: ["name", "country", "class"], places: ["name", "country", "admin1", "role"], when: ["from", "to", "time"],
  counts: ["what", "who", "low", "high", "hedged"], targets: ["kind"], attribution: ["stance", "source.name", "source.country"], evidence: ["kind", "verification"],
};
const at = (from: unknown, path: string): unknown => path.split(".").reduce<unknown>((v, k) => (v as Record<string, unknown> | null)?.[k], from);

/** Single values first, one a field; then whole lists, as JSON. */
export function fields(event: Event, correctable: string[]): { single: Field[]; whole: Field[] } {
  const single: Field[] = [];
  const whole: Field[] = [];
  for (const head of correctable) {
    const value = (event as Record<string, unknown>)[head];
    if (Array.isArray(value)) {
      value.forEach((_, i) => (inner[head] ?? []).forEach((k) => single.push(field(event, `${head}.${i}.${k}`))));
      whole.push({ path: head, name: `${names[head] ?? head} (whole list)`, value });
    } else if (value !== null && typeof value === "object") {
      (inner[head] ?? []).forEach((k) => single.push(field(event, `${head}.${k}`)));
      whole.push({ path: head, name: `${names[head] ?? head} (whole)`, value });
    } else (inner[head] ? whole : single).push({ path: head, name: fieldName(head), value });
  }
  return { single, whole };
}
const field = (event: Event, path: string): Field => ({ path, name: fieldName(path), value: at(event, path) });
export const show = (v: unknown): string => (v === null || v === undefined || v === "" ? "nothing" : typeof v === "object" ? JSON.stringify(v) : String(v));
/** The value of a correction as the log keeps it: JSON, or bare words. */
export function logged(value: unknown): string {
  try {
    return show(typeof value === "string" ? JSON.parse(value) : value);
  } catch {
    return show(value);
  }
}
