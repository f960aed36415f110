#!/usr/bin/env bash
# LlamaIndex tells its model that the end of a job can be nothing but null, if an MCP server uses one schema for start
# and end: the end is then a reference to the start ({"$ref": "#/properties/start"}), which it doesn't follow. "2018"
# doesn't fit, and with null the server saves a job that goes on. What may be a text or null, it announces as a text
# only.
#
# Who is hit: applicants whose assistant on LlamaIndex keeps their CV through an MCP server in TypeScript: the
# official SDK writes such references with zod 3, one of its two versions, wherever a schema is used again. Jobs lose
# their end without an error, and a degree, which must have one, is refused if the model keeps to what it's told.
# Expected: a text for the end, too, as json-schema-to-pydantic 0.5.0 has it for the same schema. A $ref may point to
# any place: the test suite of JSON Schema has "#/properties/foo" ("relative pointer ref to object" in ref.json). Its
# meta-schema (draft-07) takes a list for `type`. The README of the tools says nothing of a limit.
# Nothing was found upstream on LlamaIndex with such references or lists of types; its issue 22141 is about objects
# within objects. The SDK's issue 2100 and pull request 1080 are about these references and other clients, and
# CrewAI's issue 3101 has an error for them.
# Seen 2026-11-30 with llama-index-tools-mcp 0.6.0, llama-index-core 0.14.25, mcp 2.3.0 (PyPI),
# @modelcontextprotocol/sdk 1.32.2, zod 3.25.76 (npm), Node 20.20. With zod 4 the SDK writes each schema out.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm=(@modelcontextprotocol/sdk@1.32.2 zod@3.25.76)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null &
python3 -m venv venv
pip=(llama-index-tools-mcp==0.6.0 llama-index-core==0.14.25 mcp==2.3.0)
venv/bin/pip install -q --disable-pip-version-check uv==0.9.0
venv/bin/uv pip install -q --python venv/bin/python "${pip[@]}" # pip takes a minute for all that these need
wait $!
echo "${pip[*]} ${npm[*]}"

cat >server.mjs <<'X'
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { z } from "zod";

const server = new McpServer({ name: "cv", version: "1.0.0" });
const month = z.string().regex(/^\d{4}(-\d\d)?$/);
const save = async (entry) => ({ content: [{ type: "text", text: `saved ${JSON.stringify(Object.values(entry))}` }] });
server.registerTool("add_job", {
    description: "Adds a job",
    inputSchema: { employer: z.string(), start: month, end: month.nullable(), city: z.string().nullable() },
}, save);
server.registerTool("add_degree", {
    description: "Adds a degree",
    inputSchema: { school: z.string(), start: month, end: month },
}, save);
await server.connect(new StdioServerTransport());
X
cat >agent.py <<'X'
import asyncio
import json

from llama_index.tools.mcp import BasicMCPClient, McpToolSpec
from pydantic import ValidationError

CALLS = {
    "add_job": [
        {"employer": "Nordwind", "start": "2014-06", "end": "2018", "city": "Bonn"},
        {"employer": "Nordwind", "start": "2014-06", "end": None, "city": "Bonn"},
        {"employer": "Nordwind", "start": "2014-06", "end": None, "city": None},
    ],
    "add_degree": [
        {"school": "Bonn", "start": "2010", "end": "2014"},
        {"school": "Bonn", "start": "2010", "end": None},
    ],
}


def fits(tool, call):
    try:
        tool.metadata.fn_schema(**call)
    except ValidationError as error:
        return "not " + ", ".join(str(part["loc"][0]) for part in error.errors())
    return "yes"


async def main():
    client = BasicMCPClient("node", args=["server.mjs"])
    server = {tool.name: tool.input_schema["properties"] for tool in (await client.list_tools()).tools}
    for tool in await McpToolSpec(client=client).to_tool_list_async():
        name = tool.metadata.name
        model = tool.metadata.to_openai_tool()["function"]["parameters"]["properties"]
        for key in server[name]:
            told = {part: model[key][part] for part in model[key] if part not in ["title", "description"]}
            print(f"{name}.{key}: {json.dumps(server[name][key])} -> {json.dumps(told)}")
        for call in CALLS[name]:
            result = await tool.acall(**call)
            answer = "refused" if result.raw_output.is_error else result.raw_output.content[0].text
            print(f"{name} {json.dumps(list(call.values()))}: fits: {fits(tool, call)}; {answer}")


asyncio.run(main())
X
venv/bin/python agent.py | tee seen
diff - seen <<'X' || fail "see the difference above"
add_job.employer: {"type": "string"} -> {"type": "string"}
add_job.start: {"type": "string", "pattern": "^\\d{4}(-\\d\\d)?$"} -> {"type": "string"}
add_job.end: {"anyOf": [{"$ref": "#/properties/start"}, {"type": "null"}]} -> {"type": "null"}
add_job.city: {"type": ["string", "null"]} -> {"type": "string"}
add_job ["Nordwind", "2014-06", "2018", "Bonn"]: fits: not end; saved ["Nordwind","2014-06","2018","Bonn"]
add_job ["Nordwind", "2014-06", null, "Bonn"]: fits: yes; saved ["Nordwind","2014-06",null,"Bonn"]
add_job ["Nordwind", "2014-06", null, null]: fits: not city; saved ["Nordwind","2014-06",null,null]
add_degree.school: {"type": "string"} -> {"type": "string"}
add_degree.start: {"type": "string", "pattern": "^\\d{4}(-\\d\\d)?$"} -> {"type": "string"}
add_degree.end: {"$ref": "#/properties/start"} -> {"type": "null"}
add_degree ["Bonn", "2010", "2014"]: fits: not end; saved ["Bonn","2010","2014"]
add_degree ["Bonn", "2010", null]: fits: yes; refused
X
