import type { Entity, Incident, Place, Toll, When } from "./types";

/** Offsets of records count code points; a JavaScript string counts UTF-16 units. */
export const points = (text: string) => Array.from(text);

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
const dayMonth = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const full = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** A time told with a zone is shown in UTC; one without is shown as told. */
const moment = (iso: string) => new Date(/T/.test(iso) && !/(Z|[+-]\d\d:?\d\d)$/.test(iso) ? `${iso}Z` : iso);
const ok = (d: Date) => !Number.isNaN(d.getTime());

export function day(iso: string | null, long = false): string {
  if (!iso) return "date unknown";
  const d = moment(iso);
  return ok(d) ? (long ? full : dayMonth).format(d) : iso;
}
export function dayOfWeek(iso: string | null): string {
  if (!iso) return "Date unknown";
  const d = moment(iso.slice(0, 10));
  return ok(d) ? weekday.format(d) : iso;
}
export function time(iso: string | null): string {
  if (!iso || !iso.includes("T")) return "";
  const d = moment(iso);
  return ok(d) ? clock.format(d) : "";
}
/** The day in UTC on which something was reported: what a list is grouped by. */
export function dayKey(iso: string | null): string {
  if (!iso) return "";
  const d = moment(iso);
  return ok(d) ? d.toISOString().slice(0, 10) : iso.slice(0, 10);
}
export const stamp = (iso: string | null) => (iso ? [day(iso), time(iso)].filter(Boolean).join(", ") : "date unknown");
export const zoned = (iso: string | null) => (iso && iso.includes("T") ? `${iso.replace("T", " ")}${/(Z|[+-]\d\d:?\d\d)$/.test(iso) ? "" : " (no zone given)"}` : (iso ?? ""));

export function when(w: When | null): string {
  if (!w || (!w.from && !w.to)) return "";
  if (!w.from) return `before ${day(w.to)}`;
  const range = !w.to || w.to === w.from ? day(w.from) : `${day(w.from)} to ${day(w.to)}`;
  return range + (w.time ? `, ${w.time}` : "");
}

export const who = (e: Entity) => e.name || e.text || "?";
export const where = (p: Place) => p.name || p.text || "?";
export const plural = (n: number, one: string, many = `${one}s`) => `${n.toLocaleString("en-GB")} ${n === 1 ? one : many}`;
export const unique = <T>(items: T[]) => [...new Set(items)];

export function listed(names: string[], most = 3): string {
  const some = names.slice(0, most);
  const more = names.length - some.length;
  return more > 0 ? `${some.join(", ")} and ${more} more` : some.length > 1 ? `${some.slice(0, -1).join(", ")} and ${some.at(-1)}` : (some[0] ?? "");
}

/** “2 to 11 killed, 2 or more injured”: over all voices, of this event alone. */
export function tolls(all: Toll[]): string {
  const own = all.filter((t) => t.scope === "event");
  return unique(own.map((t) => t.what))
    .map((what) => {
      const of = own.filter((t) => t.what === what);
      const low = Math.min(...of.map((t) => t.low ?? 0));
      const open = of.some((t) => t.high === null);
      const high = Math.max(...of.map((t) => t.high ?? t.low ?? 0));
      return `${range(low, open && high <= low ? null : high)}${open && high > low ? " or more" : ""} ${what}`;
    })
    .join(", ");
}
export function range(low: number | null, high: number | null): string {
  if (low === null) return high === null ? "a number" : `up to ${high}`;
  return high === null ? `${low} or more` : high === low ? `${low}` : `${low} to ${high}`;
}

/** The day a list sorted this way is grouped by. */
export const groupDay = (i: Incident, sort: string) => (sort === "happened" ? (i.when?.to ?? i.when?.from ?? "") : dayKey(i.last_reported));
export const ago = (iso: string) => {
  const minutes = Math.round((Date.now() - Date.parse(iso)) / 60000);
  if (minutes < 2) return "a moment ago";
  if (minutes < 90) return `${minutes} minutes ago`;
  if (minutes < 36 * 60) return `${Math.round(minutes / 60)} hours ago`;
  return `${Math.round(minutes / 1440)} days ago`;
};
