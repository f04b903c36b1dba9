// The address is the state: what a view shows follows from it, and every filter is in it.
class Route {
  path = $state(location.pathname);
  search = $state(location.search);
  hash = $state(location.hash);
  /** Rises whenever a new page is gone to, so that focus and scroll can follow. */
  turns = $state(0);
  params = $derived(new URLSearchParams(this.search));

  constructor() {
    addEventListener("popstate", () => this.read());
    addEventListener("hashchange", () => this.read());
    document.addEventListener("click", (e) => this.clicked(e));
  }

  private read() {
    const turned = this.path !== location.pathname;
    [this.path, this.search, this.hash] = [location.pathname, location.search, location.hash];
    if (turned) this.turns++;
  }

  go(href: string, replace = false) {
    history[replace ? "replaceState" : "pushState"](null, "", href);
    this.read();
  }

  /** Sets (or with null removes) query parameters of this address. */
  set(changes: Record<string, string | string[] | null>, replace = false) {
    const params = new URLSearchParams(this.search);
    for (const [name, value] of Object.entries(changes)) {
      params.delete(name);
      for (const v of Array.isArray(value) ? value : value === null || value === "" ? [] : [value]) params.append(name, v);
    }
    const search = params.toString();
    this.go(this.path + (search ? `?${search}` : ""), replace);
  }

  private clicked(e: MouseEvent) {
    if (e.defaultPrevented || e.button || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    const link = (e.target as Element).closest("a");
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin || !isPage(link.pathname)) return;
    if (link.pathname === location.pathname && link.search === location.search && link.hash) return;
    e.preventDefault();
    this.go(link.href);
  }
}

const isPage = (path: string) => /^\/($|story\/[^/]+$|incident\/[^/]+$|report\/[^/]+$|(quotes|map|try|log)$)/.test(path);
export const route = new Route();
