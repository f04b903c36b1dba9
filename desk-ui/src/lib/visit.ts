// Up to which change number this browser has seen a page: the one thing that is kept on the reader's side, besides the theme.
type Visit = { n: number; at: string };
const key = (page: string) => `reportedly.seen.${page}`;

export function lastVisit(page: string): Visit | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(page)) ?? "null");
    return kept && typeof (kept as Visit).n === "number" ? (kept as Visit) : null;
  } catch {
    return null;
  }
}

export function seen(page: string, n: number) {
  try {
    localStorage.setItem(key(page), JSON.stringify({ n, at: new Date().toISOString() }));
  } catch {
    // A browser that keeps nothing shows no marks.
  }
}
