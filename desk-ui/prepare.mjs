// Writes what is served beside the page: public/atlas.json, licences.txt, sources.sha256 and the icon.
//
// The atlas: the countries of world-atlas (Natural Earth, 1:50 million) under ISO 3166 alpha-3 codes, as events name them,
// and the lines that are disputed. Natural Earth draws who holds a territory; the codebook (§4) names the country that is internationally
// recognised, so the polygon of Crimea, which Natural Earth gives to Russia, goes to Ukraine here.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { feature, meshArcs } from "topojson-client";

const atlas = JSON.parse(readFileSync(createRequire(import.meta.url).resolve("world-atlas/countries-50m.json"), "utf8"));
const rows = readFileSync("../src/reportedly/export/countries.tsv", "utf8").trim().split("\n").slice(1).map((r) => r.split("\t"));
const codes = new Map(rows.map(([iso3, , numeric]) => [numeric, iso3]));
const unlisted = { Somaliland: "SOM", Kosovo: "KOS", "N. Cyprus": "CYP", "Indian Ocean Ter.": "AUS" };

const countries = atlas.objects.countries.geometries.map((g) => ({
  type: g.type,
  arcs: g.arcs,
  id: codes.get(g.id) ?? unlisted[g.properties.name] ?? "",
  properties: { name: g.properties.name },
}));
const by = (name) => countries.find((g) => g.properties.name === name);

const inCrimea = (arcs) => {
  const ring = feature(atlas, { type: "Polygon", arcs }).geometry.coordinates[0];
  return ring.every(([lon, lat]) => lon > 32 && lon < 37 && lat > 44 && lat < 46.5);
};
const [russia, ukraine] = [by("Russia"), by("Ukraine")];
const crimea = russia.arcs.filter(inCrimea);
if (crimea.length !== 1) throw new Error(`the atlas has ${crimea.length} polygons of Crimea, not 1: look at it anew`);
russia.arcs = russia.arcs.filter((p) => !inCrimea(p));
countries.push({ type: "Polygon", arcs: crimea[0], id: "UKR", properties: { name: "Crimea", held: "RUS" } });

// Borders that at least one of the two sides, or a good part of the states of the world, does not recognise as drawn.
const disputed = [
  ["Crimea", "Ukraine"], ["Kosovo", "Serbia"], ["Somaliland", "Somalia"], ["N. Cyprus", "Cyprus"], ["W. Sahara", "Morocco"],
  ["Israel", "Palestine"], ["Israel", "Syria"], ["Israel", "Lebanon"], ["Siachen Glacier", "India"], ["Siachen Glacier", "Pakistan"],
  ["Siachen Glacier", "China"], ["India", "Pakistan"], ["India", "China"], ["Egypt", "Sudan"], ["Sudan", "S. Sudan"], ["Ethiopia", "Eritrea"],
  ["North Korea", "South Korea"],
].map((pair) => [...pair].sort().join("|"));
const isDisputed = (a, b) => a !== b && disputed.includes([a.properties.name, b.properties.name].sort().join("|"));
const collection = { type: "GeometryCollection", geometries: countries };
const world = { type: "Topology", transform: atlas.transform, arcs: atlas.arcs, objects: { countries: collection } };
const line = (test) => ({ type: "MultiLineString", arcs: meshArcs(world, collection, test).arcs });
world.objects.borders = line((a, b) => a !== b && a.id !== b.id && !isDisputed(a, b));
world.objects.disputed = line(isDisputed);
mkdirSync("public", { recursive: true });
writeFileSync("public/atlas.json", JSON.stringify(world));
console.log(`public/atlas.json: ${countries.length} polygons; Crimea under ${countries.at(-1).id}; Ukraine: ${ukraine.id}`);

copyFileSync("src/icon.svg", "public/icon.svg");

// Licences of all that ends up in the built files.
const bundled = ["svelte", "d3-geo", "d3-array", "internmap", "topojson-client", "world-atlas"].map((name) => {
  const folder = `node_modules/${name}`;
  const file = readdirSync(folder).find((f) => /^licen[cs]e/i.test(f));
  return [`${name} ${JSON.parse(readFileSync(`${folder}/package.json`)).version}`, readFileSync(`${folder}/${file}`, "utf8")];
});
const fonts = ["libre-franklin", "newsreader"].map((name) => [`font ${name}, cut down to the characters and weights used`, readFileSync(`fonts/LICENSE-${name}.txt`, "utf8")]);
const told = [...bundled, ...fonts, ["Natural Earth (naturalearthdata.com), the data of world-atlas", "Public domain."]];
writeFileSync("public/licences.txt", told.map(([name, text]) => `== ${name}\n\n${text.trim()}\n`).join("\n\n"));

// From which sources the built files were made: a test compares it with the sources that are there.
const sources = [".npmrc", "package.json", "package-lock.json", "prepare.mjs", "tsconfig.json", "vite.config.js"]
  .concat(["fonts", "src"].flatMap((d) => readdirSync(d, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => `${f.parentPath}/${f.name}`)))
  .sort();
const hash = createHash("sha256");
for (const name of sources) hash.update(`${name}\0`).update(createHash("sha256").update(readFileSync(name)).digest("hex"));
writeFileSync("public/sources.sha256", `${hash.digest("hex")}\n`);
