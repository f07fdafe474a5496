import JsonWorker from "monaco-editor/esm/vs/language/json/json.worker.js?worker";
import EditorWorker from "monaco-editor/esm/vs/editor/editor.worker.js?worker";
import GraphQLWorker from "monaco-graphql/esm/graphql.worker.js?worker";

// The editor's workers are ours, from the same server.
globalThis.MonacoEnvironment = {
  getWorker(_, language) {
    if (language === "json") return new JsonWorker();
    return language === "graphql" ? new GraphQLWorker() : new EditorWorker();
  },
};
