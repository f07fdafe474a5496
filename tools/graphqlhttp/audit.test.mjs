// The audits of npm's graphql-http: what a server must, should and may do by
// https://graphql.github.io/graphql-over-http/draft/. All of them hold, of all three kinds.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serverAudits } from "graphql-http";
import { serve } from "../../explorer/tests/program.mjs";

let program;
before(async () => (program = await serve()));
after(() => program.close());

const audits = serverAudits({ url: () => program.url + "/graphql" });

test("there are 61 audits", () => assert.equal(audits.length, 61));

for (const audit of audits) {
  test(`${audit.id} ${audit.name}`, async () => {
    const result = await audit.fn();
    const said = result.status === "ok" ? "" : `${result.reason}: ${result.response.status} ${await result.response.text()}`;
    assert.equal(result.status, "ok", said);
  });
}
