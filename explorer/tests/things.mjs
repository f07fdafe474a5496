import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Asks the API of a server. */
export async function ask(url, query) {
  const response = await fetch(url + "/graphql", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ query }) });
  const answer = await response.json();
  if (answer.errors) throw new Error(answer.errors[0].message);
  return answer.data;
}

/** Things of the built-in graph, by short names. */
export function known(url) {
  const of = "{ id name permalink }";
  return ask(
    url,
    `{ iom: stakeholder(by: {slug: "iom"}) ${of} sida: stakeholder(by: {slug: "sida"}) ${of} prm: stakeholder(by: {slug: "prm"}) ${of}
      liber8: stakeholder(by: {slug: "project-liber8"}) ${of} sandakan: initiative(by: {slug: "sandakan-assistance"}) ${of}
      mwea: initiative(by: {slug: "mwea"}) ${of} gcm: initiative(by: {slug: "gcm-dialogue"}) ${of} newsletter: document(by: {slug: "iom-malaysia-q3-2022"}) ${of}
      malaysia: places(where: {name: {eq: "Malaysia"}}) { nodes ${of} } food: themes(where: {name: {eq: "Food aid"}}) { nodes ${of} } }`,
  );
}

/** Every route of the explorer's, with something to show on each. */
export async function routes(url) {
  const k = await known(url);
  const shown = {
    "^\\/search$": ["/search?q=malaysia", "/search?q=malaysia&kind=GOVERNMENT", "/search?q=nothingiscalledso"],
    "^\\/o\\/([^/]+)": [k.iom.permalink],
    "^\\/initiative\\/([^/]+)": [k.mwea.permalink, k.gcm.permalink],
    "^\\/document\\/([^/]+)": [k.newsletter.permalink],
    "^\\/place\\/([^/]+)": [k.malaysia.nodes[0].permalink],
    "^\\/theme\\/([^/]+)": [k.food.nodes[0].permalink],
    "^\\/explore$": ["/explore", `/explore?of=${k.iom.id}`, `/explore?of=${k.iom.id}&at=${k.sandakan.id}`, `/explore?of=${k.sandakan.id}&view=flow`, ...["things", "links", "claims"].map((rows) => `/explore?of=${k.iom.id}&view=table&rows=${rows}`)],
    "^\\/funding$": ["/funding", `/funding?view=chains&of=${k.sida.id}`, "/funding?view=matrix", "/funding?view=diagram", "/funding?view=disagreements"],
    "^\\/who-does-what$": ["/who-does-what"],
    "^\\/paths$": ["/paths", `/paths?from=${k.liber8.id}&to=${k.prm.id}`],
    "^\\/compare$": ["/compare", `/compare?of=${k.iom.id}&of=${k.sida.id}`],
    "^\\/data$": ["/data"],
    "^\\/accessibility$": ["/accessibility"],
  };
  const app = readFileSync(join(import.meta.dirname, "../src/routes.ts"), "utf8");
  const patterns = [...app.matchAll(/\[\/(\S+)\/, \(\) => import/g)].map((m) => m[1]);
  if (!patterns.length) throw new Error("routes.ts has no routes that this test can read");
  return ["/", ...patterns.flatMap((p) => shown[p] ?? [`no address is known that ${p} shows`])];
}
