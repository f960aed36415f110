#!/usr/bin/env python3
"""Lets the official Python client call every tool of `resume mcp`, in the old and the new protocol.

Run by hand: it installs a pinned package from PyPI into a temporary folder.

    tests/agents/client.py target/debug/resume
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import venv

PINNED = "mcp==2.3.0"

CALLS = [
    ("add", {"experience": {"kind": "work", "title": "Baker", "bullets": ["Baked"]}}),
    ("list", {"kinds": ["work"]}),
    ("show", {"id": "baker"}),
    ("edit", {"id": "baker", "change": {"title": "Head baker"}}),
    ("history", {"id": "head"}),
    ("delete", {"id": "head"}),
    ("restore", {"id": "head"}),
    ("undo", {}),
    ("profile_show", {}),
    ("export", {"format": "markdown"}),
    ("restore", {"id": "head"}),
    ("move", {"id": "head", "to": {"first": {}}}),
    ("check", {"job": "A baker who knows dough."}),
    ("variant_list", {}),
    ("variant_show", {"name": "short"}),
    ("application_list", {}),
    ("application_show", {"id": "Acme"}),
    ("tag_list", {}),
    ("import", {"content": '{"basics": {"label": "Cook"}, "work": [{"name": "Acme", "position": "Chef"}]}'}),
    ("profile_set", {"changes": {"summary": "Cooks."}}),
    ("variant_set", {"name": "long", "from": "short", "set": {"pages": 2}}),
    ("variant_delete", {"name": "long"}),
    ("application_add", {"company": "Globex", "format": "text"}),
    ("application_set", {"id": "Globex", "status": "interview"}),
    ("ai_log", {"limit": 5}),
]


async def converse(program, mode):
    from mcp import Client, StdioServerParameters

    with tempfile.TemporaryDirectory() as home:
        for arguments in [
            ["add", "Oven", "--kind", "skill"],
            ["variant", "set", "short", "--kind", "work"],
            ["application", "add", "Acme", "--format", "text"],
        ]:
            subprocess.run([program, *arguments], env={"RESUME_HOME": home}, check=True, capture_output=True)
        server = StdioServerParameters(
            command=program,
            args=["mcp", "--allow-claims", "--allow-delete"],
            env={"RESUME_HOME": home},
        )
        async with Client(server, mode=mode) as client:
            tools = {tool.name for tool in (await client.list_tools()).tools}
            assert tools == {name for name, _ in CALLS}, tools
            for name, arguments in CALLS:
                result = await client.call_tool(name, arguments)
                assert not result.is_error, (name, result)
                assert result.structured_content is not None, name
                print(f"{mode}: {name}: {result.content[0].text}")
            result = await client.call_tool("show", {"id": "nothing"})
            assert result.is_error, result


def main():
    program = os.path.abspath(sys.argv[1])
    if os.environ.get("INSIDE") is None:
        with tempfile.TemporaryDirectory() as folder:
            venv.create(folder, with_pip=True)
            subprocess.run([f"{folder}/bin/pip", "install", "-q", PINNED], check=True)
            inside = {**os.environ, "INSIDE": "1"}
            return subprocess.run([f"{folder}/bin/python", __file__, program], env=inside).returncode
    for mode in ["legacy", "auto"]:
        asyncio.run(converse(program, mode))
    return 0


if __name__ == "__main__":
    sys.exit(main())
