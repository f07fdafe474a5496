import "./workers.js";
import { GraphiQL } from "graphiql";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { examples } from "./examples.js";
import "graphiql/style.css";
import "./style.css";

async function fetcher(question) {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(question),
  });
  return response.json();
}

createRoot(document.getElementById("graphiql")).render(
  createElement(GraphiQL, { fetcher, defaultTabs: examples, isHeadersEditorEnabled: false, showPersistHeadersSettings: false }, createElement(GraphiQL.Logo, null, "Migraph")),
);
