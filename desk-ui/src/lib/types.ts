// The records of docs/api.md, as far as the page uses them.
export type Span = { text: string | null; start: number | null; end: number | null };
export type Entity = Span & { name: string | null; country: string | null; sectors: string[]; class: string | null; alternative: boolean; id: string | null };
export type Place = Span & {
  role: string; name: string | null; admin1: string | null; country: string | null; contested: boolean; lat: number | null; lon: number | null;
  precision: string | null; qualifier: string | null; area?: boolean;
};
export type When = Span & { from: string | null; to: string | null; time: string | null; basis: string | null };
export type Attribution = { source: Entity; cue: Span | null; content: Span | null; stance: string; about: string[]; via: Entity | null; said_at: string | null };
export type Evidence = Span & { kind: string; holder: Entity | null; url: string | null; verification: string | null; verified_by: Entity | null };
export type Count = Span & { what: string; who: string | null; low: number | null; high: number | null; vague: boolean; scope: string; hedged: boolean; attribution: Attribution[] };
export type ReportRef = { id: string; url: string | null; publisher: string | null; agency: string | null; title: string | null; published: string | null; language: string | null; category: string | null };
export type Event = {
  id: string; report: ReportRef; type: string; modes: string[]; contexts: string[]; quad: Quad | null; actors: Entity[]; recipients: Entity[];
  targets: (Span & { kind: string | null })[]; weapon: Span | null; places: Place[]; when: When | null; historical: boolean; status: string; hedged: boolean;
  hedge: Span | null; effects: (Span & { hedged: boolean })[]; attribution: Attribution[]; evidence: Evidence[]; counts: Count[]; trigger: Span;
  sentence: Span & { index: number }; mentions: Span[]; confidence: number | null; scale: number | null; cameo_root: string | null;
  coder: { reportedly: string; model: string | null; codebook: string } | null;
};
export type Quad = "VC" | "MC" | "VX" | "MX";
export type Facet = "occurrence" | "responsibility" | "toll";
export type Way = "for" | "against" | "ahead" | "not_done";
export type Assertion = { voice: string; alignment: string; stance: string; source: string | null; event: string; report: string; since: string | null; words: Span; known: boolean };
export type Standing = { facet: Facet; support: string | null; phrase: string; because: Assertion[]; contested_by: Assertion[] };
export type Toll = { what: string; who: string | null; scope: string; voice: string; voice_name: string; low: number | null; high: number | null; text: string; hedged: boolean; vague: boolean };
export type Coverage = { line: string; reports: number; newest: string | null; empty: string | null };
export type Given = Record<string, string>;

export type Incident = {
  id: string; url: string; story: string | null; title: string; type: string; label: string; modes: string[]; quad: Quad | null; status: string; hedged: boolean;
  actors: Entity[]; recipients: Entity[]; targets: string[]; places: Place[]; when: When | null; first_reported: string | null; last_reported: string | null;
  minted: number; changed: number; standing: Standing[]; support: string | null; contested: boolean; voices: { id: string; name: string; alignment: string }[];
  tolls: Toll[]; reports: string[]; events: string[]; publishers: string[];
};
export type Line = {
  at: string | null; stance: string; way: Way; name: string; event: string; report: string; publisher: string | null; words: Span; quote: string | null; hedged: boolean;
  evidence: { kind: string; verification: string | null; verified_by: string | null; holder: string | null; words: Span }[];
};
export type Cell = { voice: string; facet: Facet; way: Way; stance: string; since: string | null; lines: Line[] };
export type LedgerVoice = { id: string; name: string; alignment: string; known: boolean };
export type TollVoice = { voice: string; name: string; alignment: string; low: number | null; high: number | null; text: string; vague: boolean; hedged: boolean; since: string | null; event: string; report: string; words: Span };
export type TollGroup = { what: string; who: string | null; scope: string; low: number | null; high: number | null; voices: TollVoice[] };
export type LedgerData = { facets: Facet[]; voices: LedgerVoice[]; cells: Cell[]; tolls: TollGroup[] };
export type Correction = { n: number; at: string; kind: string; subject: string; field: string | null; value: unknown; because: string; undone: boolean; can_undo: boolean };
export type Telling = { event: Event; incident: string; statement: string; report: ReportRef; fate: string | null; counted: boolean; hidden: boolean; corrections: Correction[]; diff: string | null };
export type IncidentPage = Incident & {
  n: number; address: string; as_of: string | null; coverage: Coverage; given: Given; ledger: LedgerData; tellings: Telling[];
  history: { at: string; facet: Facet; support: string | null; phrase: string; reports: string[] }[]; decisions: Correction[];
};

export type StoryItem = {
  id: string; url: string; title: string; first: string | null; last: string | null; last_reported: string | null; actors: string[]; places: string[];
  incidents: number; contested: number; reports: number; changed: number;
};
export type State = { kind: string; text: string; support: string; incident: string | null; events: string[]; reports: string[] };
export type Story = StoryItem & { n: number; countries: string[]; publishers: string[]; state: State[]; coverage: Coverage; given: Given };
export type Page<T> = { n: number; items: T[]; next: string | null };
export type IncidentList = Page<Incident> & { coverage: Coverage; given: Given };

export type Role = string;
export type MarkedSpan = { role: Role; field: string; start: number; end: number; text: string | null; label: string };
export type ReportEvent = { id: string; incident: string | null; statement: string; event: Event; coded: Event | null; hidden: boolean; corrections: Correction[]; spans: MarkedSpan[] };
export type Quotation = Span & { speaker: Entity | null; cue: Span | null; sentence: number };
export type Finding = Span & { kind: string; note: string; event: string | null };
export type Version = { id: string; published: string | null; title: string | null; at: string | null; fate: string | null; current: boolean; this: boolean; diff: { op: "same" | "removed" | "added"; text: string | null }[] };
export type ReportPage = {
  n: number; id: string; url: string; source_url: string | null; title: string | null; publisher: string | null; agency: string | null; published: string | null;
  updated: string | null; language: string | null; category: string | null; views: number | null; comments: number | null; page: string | null; fetched: string | null;
  current: boolean; fate: string | null; full_text: boolean; text: string | null; sentences: (Span & { index: number })[]; events: ReportEvent[];
  quotations: Quotation[]; findings: Finding[]; versions: Version[]; copies: { id: string; publisher: string | null; published: string | null; title: string | null; first: boolean }[];
  stored: boolean;
};
export type Meta = {
  n: number; version: string; store: string; full_text: boolean; can_write: boolean; token: string; watching: boolean;
  codebook: {
    version: string; types: { id: string; label: string; quad: Quad; modes: { id: string; label: string }[] }[]; quads: Record<Quad, string>;
    statuses: Record<string, string>; supports: Record<string, string>; facets: Record<Facet, string>; stances: Record<string, string>;
    alignments: Record<string, string>; correctable: string[];
  };
};
export type Choice = { value: string; label: string; count: number };
export type Facets = { n: number; type: Choice[]; actor: Choice[]; country: Choice[]; status: Choice[]; support: Choice[]; publisher: Choice[]; contested: number; total: number };
export type Day = { day: string; VC: number; MC: number; VX: number; MX: number; reports: number };
export type Change = { n: number; at: string; reports: string[]; events: string[]; incidents: { id: string; story: string | null; type: string; new: boolean }[] };
export type MapPlace = {
  id: string; geometry: { type: "Point"; coordinates: [number, number] } | null;
  properties: {
    incident: string; title: string; type: string; label: string; quad: Quad | null; status: string; support: string | null; contested: boolean; when: When | null; place: string | null;
    admin1: string | null; country: string | null; precision: string | null; role: string; area: boolean; contested_place: boolean; changed: number;
  };
};
