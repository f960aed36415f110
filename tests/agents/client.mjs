#!/usr/bin/env node
// Lets the official TypeScript client talk to `resume mcp`: tools, resources and prompts.
//
// Run by hand, in a folder with the pinned package:
//
//     npm install --prefix /tmp/client @modelcontextprotocol/sdk@1.32.2
//     NODE_PATH=/tmp/client/node_modules tests/agents/client.mjs target/debug/resume

import assert from "node:assert";
import { mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const require = createRequire(import.meta.url);
const { Client } = require("@modelcontextprotocol/sdk/client/index.js");
const { ResourceUpdatedNotificationSchema } = require("@modelcontextprotocol/sdk/types.js");
const { StdioClientTransport } = require("@modelcontextprotocol/sdk/client/stdio.js");

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

const client = new Client({ name: "script", version: "1" });
await client.connect(
  new StdioClientTransport({
    command: resolve(process.argv[2]),
    args: ["mcp", "--allow-claims", "--allow-delete"],
    env: { RESUME_HOME: mkdtempSync(join(tmpdir(), "resume-")) },
  }),
);
const known = (await client.listTools()).tools.map((tool) => tool.name).sort();
assert.deepEqual([...new Set(calls.map(([name]) => name))].sort(), known);
for (const [name, args] of calls) {
  // The client checks the answer against the tool's schema.
  const answer = await client.callTool({ name, arguments: args });
  assert(!answer.isError, `${name}: ${JSON.stringify(answer)}`);
  console.log(`${name}: ${answer.content[0].text}`);
}
assert((await client.callTool({ name: "show", arguments: { id: "nothing" } })).isError);
console.log((await client.listResources()).resources.map((one) => one.uri).join(" "));
await client.readResource({ uri: "resume://experiences" });
const heard = new Promise((resolve) =>
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, (notice) => resolve(notice.params.uri)),
);
await client.subscribeResource({ uri: "resume://experiences" });
await client.callTool({ name: "edit", arguments: { id: "chef", change: { title: "Head chef" } } });
assert.equal(await heard, "resume://experiences");
console.log((await client.listPrompts()).prompts.map((one) => one.name).join(" "));
await client.close();
