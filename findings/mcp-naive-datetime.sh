#!/usr/bin/env bash
# A Python MCP server whose tool returns a `datetime` without a time zone announces `"format": "date-time"` for it and
# sends "2026-11-29T03:04:05". The TypeScript SDK's client refuses the whole answer: "Structured content does not match
# the tool's output schema". FastMCP's client takes it. Servers on either Python SDK, `mcp` and `fastmcp`, are hit.
#
# Who is hit: users of any client on the TypeScript SDK. The tool has run (saved, deleted), and the model hears that it
# failed, and may do it again. The server's tests, with a Python client, pass.
# Expected: a value that matches, or a schema that it matches: the MCP specification says that servers must provide
# structured results that conform to their output schema, and JSON Schema's date-time is that of RFC 3339, which has an
# offset. With one, as from `datetime.now(UTC)`, all goes well.
# Known to servers that met it (rhel-lightspeed/linux-mcp-server 576, Wh1isper/mcp-email-server 64).
# Seen 2026-11-29 with mcp 2.3.0, fastmcp 4.2.3 (PyPI), @modelcontextprotocol/sdk 1.32.2, Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
pip=(mcp==2.3.0 fastmcp==4.2.3)
npm=(@modelcontextprotocol/sdk@1.32.2)
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${pip[*]} ${npm[*]}"

cat >server.py <<'X'
import sys
from datetime import UTC, datetime

from pydantic import BaseModel

if sys.argv[1] == "mcp":
    from mcp.server import MCPServer as Server
else:
    from fastmcp import FastMCP as Server


class Saved(BaseModel):
    title: str
    at: datetime


server = Server("cv")


@server.tool()
def save_job(zone: bool) -> Saved:
    """Save a job"""
    return Saved(title="Engineer", at=datetime(2026, 11, 29, 3, 4, 5, tzinfo=UTC if zone else None))


server.run()
X
cat >client.py <<'X'
import asyncio
import sys

from fastmcp import Client
from fastmcp.client.transports import StdioTransport


async def main():
    async with Client(StdioTransport(sys.executable, ["server.py", sys.argv[1]])) as client:
        result = await client.call_tool("save_job", {"zone": False})
        print(f"{sys.argv[1]}, Python client, no zone: {result.structured_content}")


asyncio.run(main())
X
cat >client.mjs <<'X'
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
const sdk = process.argv[2];
const client = new Client({ name: "test", version: "1" });
await client.connect(new StdioClientTransport({ command: "venv/bin/python", args: ["server.py", sdk], stderr: "ignore" }));
const { tools } = await client.listTools();
console.log(`${sdk}, schema of "at":`, tools[0].outputSchema.properties.at.format);
for (const zone of [true, false]) {
    const call = client.callTool({ name: "save_job", arguments: { zone } });
    const answer = await call.then((result) => JSON.stringify(result.structuredContent), (error) => error.message);
    console.log(`${sdk}, TypeScript client, ${zone ? "with" : "no"} zone: ${answer}`);
}
await client.close();
X
for sdk in mcp fastmcp; do
    node client.mjs $sdk
    venv/bin/python client.py $sdk 2>/dev/null
done | tee seen
refusal="MCP error -32602: Structured content does not match the tool's output schema: data/at must match format"
refusal+=' "date-time"'
diff - seen <<X || fail "see the difference above"
mcp, schema of "at": date-time
mcp, TypeScript client, with zone: {"title":"Engineer","at":"2026-11-29T03:04:05Z"}
mcp, TypeScript client, no zone: $refusal
mcp, Python client, no zone: {'title': 'Engineer', 'at': '2026-11-29T03:04:05'}
fastmcp, schema of "at": date-time
fastmcp, TypeScript client, with zone: {"title":"Engineer","at":"2026-11-29T03:04:05Z"}
fastmcp, TypeScript client, no zone: $refusal
fastmcp, Python client, no zone: {'title': 'Engineer', 'at': '2026-11-29T03:04:05'}
X
