// Short words for codes where the codebook's own label is a sentence; the sentence is given beside or on request.
import type { Facet, Way } from "./types";

export const supports = ["verified", "both_sides", "independent", "one_voice", "claimed", "alleged", "anticipated", "not_reported_done"] as const;
export const support: Record<string, string> = {
  verified: "Verified", both_sides: "Both sides say so", independent: "Independent voices", one_voice: "One voice", claimed: "Claimed by the actor’s side",
  alleged: "Alleged by the other side", anticipated: "Only anticipated", not_reported_done: "Only said not to have happened",
};
/** The same within a line, after a colon. */
export const brief: Record<string, string> = {
  verified: "verified", both_sides: "said by both sides", independent: "independent", one_voice: "one voice", claimed: "claimed by the actor’s side alone",
  alleged: "alleged by the other side alone", anticipated: "only anticipated", not_reported_done: "said not to have happened",
};
export const question: Record<Facet, string> = { occurrence: "Did it happen?", responsibility: "Who did it?", toll: "At what toll?" };
export const facet: Record<Facet, string> = { occurrence: "Happened", responsibility: "Who did it", toll: "Toll" };
export const stance: Record<string, string> = {
  asserts: "says so", claims_own: "claims it", alleges: "alleges it", confirms: "confirms", denies: "denies", doubts: "doubts",
};
export const way: Record<Way, string> = { for: "speaks for it", against: "speaks against it", ahead: "says it is to come", not_done: "says it was not done" };
export const sides: [string, string][] = [
  ["actor", "Side of the actor"], ["recipient", "Side it was done to"], ["third", "Third parties"], ["outlet", "Outlets, in their own words"], ["unnamed", "Nobody named"],
];
export const side = (alignment: string) => sides.find(([id]) => id === alignment)?.[1] ?? alignment;

/** Roles of spans in a report, by the question that they answer. */
export const roles: Record<string, { family: string; name: string }> = {
  trigger: { family: "what", name: "what happened" }, mention: { family: "what", name: "mentioned again" }, weapon: { family: "what", name: "weapon" },
  effect: { family: "what", name: "effect" }, actor: { family: "who", name: "actor" }, recipient: { family: "who", name: "done to" }, target: { family: "who", name: "struck" },
  place: { family: "wherewhen", name: "where" }, when: { family: "wherewhen", name: "when" }, source: { family: "says", name: "source" }, via: { family: "says", name: "told through" },
  cue: { family: "says", name: "cue" }, content: { family: "says", name: "what is said" }, hedge: { family: "says", name: "hedge" },
  count: { family: "howmuch", name: "count" }, evidence: { family: "howmuch", name: "evidence" },
};
export const families: [string, string][] = [["what", "what"], ["who", "who"], ["wherewhen", "where and when"], ["says", "who says so"], ["howmuch", "how many, on what evidence"]];
