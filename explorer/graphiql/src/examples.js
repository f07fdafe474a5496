const files = import.meta.glob("../../../internal/server/examples/*.graphql", { query: "?raw", import: "default", eager: true });

/** The questions of the guide, each in a tab that bears its name. */
export const examples = Object.entries(files).map(([path, text]) => ({ query: named(path, text) }));

function named(path, text) {
  const words = /([^/]+)\.graphql$/.exec(path)[1].split("-");
  const name = words.map((w) => w[0].toUpperCase() + w.slice(1)).join("");
  return text.trim().replace(/^\{/, `query ${name} {`) + "\n";
}
