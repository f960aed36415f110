#!/usr/bin/env node
// Lets the official TypeScript clients talk to `resume mcp`: tools, resources and prompts. The first package knows the
// protocols up to 2025-11-25, and the second one 2026-07-28, too.
//
// Run by hand, in a folder with the pinned packages:
//
//     npm install --prefix /tmp/client @modelcontextprotocol/sdk@1.32.2 @modelcontextprotocol/client@2.4.0
//     NODE_PATH=/tmp/client/node_modules tests/agents/client.mjs target/debug/resume

import assert from "node:assert";
import { mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const require = createRequire(import.meta.url);
const first = {
  ...require("@modelcontextprotocol/sdk/client/index.js"),
  ...require("@modelcontextprotocol/sdk/client/stdio.js"),
};
const { ResourceUpdatedNotificationSchema } = require("@modelcontextprotocol/sdk/types.js");
const second = { ...require("@modelcontextprotocol/client"), ...require("@modelcontextprotocol/client/stdio") };

const calls = [
  ["add", { experience: { kind: "work", title: "Baker", bullets: ["Baked"] } }],
  ["list", { kinds: ["work"] }],
  ["edit", { id: "baker", change: { title: "Head baker" } }],
  ["history", { id: "head" }],
  ["check", { job: "A baker who knows dough." }],
  ["export", { format: "markdown" }],
  ["show", { id: "head" }],
  ["delete", { id: "head" }],
  ["restore", { id: "head" }],
  ["undo", {}],
  ["restore", { id: "head" }],
  ["move", { id: "head", to: { first: {} } }],
  ["import", { content: '{"basics": {"label": "Cook"}, "work": [{"name": "Acme", "position": "Chef"}]}' }],
  ["profile_show", {}],
  ["profile_set", { changes: { summary: "Cooks." } }],
  ["variant_set", { name: "long", set: { pages: 2 } }],
  ["variant_show", { name: "long" }],
  ["variant_list", {}],
  ["variant_delete", { name: "long" }],
  ["application_add", { company: "Globex", format: "text" }],
  ["application_show", { id: "Globex" }],
  ["application_set", { id: "Globex", status: "interview" }],
  ["application_list", {}],
  ["tag_list", {}],
  ["ai_log", { limit: 5 }],
];

// `updated` names the notice, and `begin` starts to hear it.
async function converse({ Client, StdioClientTransport }, { options, version, updated, begin }) {
  const client = new Client({ name: "script", version: "1" }, options);
  const transport = new StdioClientTransport({
    command: resolve(process.argv[2]),
    args: ["mcp", "--allow-claims", "--allow-delete"],
    env: { RESUME_HOME: mkdtempSync(join(tmpdir(), "resume-")) },
  });
  let spoken;
  transport.setProtocolVersion = (agreed) => (spoken = agreed);
  await client.connect(transport);
  assert.equal(client.getNegotiatedProtocolVersion?.() ?? spoken, version);
  const known = (await client.listTools()).tools.map((tool) => tool.name).sort();
  assert.deepEqual([...new Set(calls.map(([name]) => name))].sort(), known);
  for (const [name, args] of calls) {
    // The client checks the answer against the tool's schema.
    const answer = await client.callTool({ name, arguments: args });
    assert(!answer.isError, `${name}: ${JSON.stringify(answer)}`);
    assert(answer.structuredContent, name);
    console.log(`${version}: ${name}: ${answer.content[0].text}`);
  }
  assert((await client.callTool({ name: "show", arguments: { id: "nothing" } })).isError);
  console.log((await client.listResources()).resources.map((one) => one.uri).join(" "));
  await client.readResource({ uri: "resume://experiences" });
  const heard = new Promise((resolve) =>
    client.setNotificationHandler(updated, (notice) => resolve(notice.params.uri)),
  );
  const end = await begin(client, "resume://experiences");
  await client.callTool({ name: "edit", arguments: { id: "chef", change: { title: "Head chef" } } });
  assert.equal(await heard, "resume://experiences");
  await end?.close?.();
  console.log((await client.listPrompts()).prompts.map((one) => one.name).join(" "));
  const prompt = await client.getPrompt({ name: "tailor", arguments: { job: "A chef." } });
  assert(prompt.messages[0].content.text.includes("A chef."));
  await client.close();
}

const begin = (client, uri) => client.subscribeResource({ uri });
await converse(first, { version: "2025-11-25", updated: ResourceUpdatedNotificationSchema, begin });
const updated = "notifications/resources/updated";
for (const version of ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"]) {
  await converse(second, { options: { supportedProtocolVersions: [version] }, version, updated, begin });
}
await converse(second, {
  options: { versionNegotiation: { mode: { pin: "2026-07-28" } } },
  version: "2026-07-28",
  updated,
  begin: (client, uri) => client.listen({ resourceSubscriptions: [uri] }),
});
