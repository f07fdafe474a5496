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
      mwea: initiative(by: {slug: "mwea"}) ${of} newsletter: document(by: {slug: "iom-malaysia-q3-2022"}) ${of} }`,
  );
}

/** Every route of the explorer, with something to show on each. */
export async function routes(url) {
  const k = await known(url);
  return [
    "/", "/search?q=malaysia", k.iom.permalink, k.mwea.permalink, k.newsletter.permalink,
    `/explore?of=${k.iom.id}`, `/explore?of=${k.iom.id}&view=table&rows=claims`, `/paths?from=${k.liber8.id}&to=${k.prm.id}`,
    "/funding", "/who-does-what", "/compare", "/data", "/accessibility",
  ];
}
