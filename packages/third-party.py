"""Prints the licences of every library that is linked into the programs, and of the fonts and words in them.

Fails if a library has neither the text of a licence nor the name of one.
"""

import json
import pathlib
import subprocess
import sys

TARGET = sys.argv[1]
TREE = ["cargo", "tree", "--locked", "--edges", "normal", "--target", TARGET, "--prefix", "none", "--format", "{p}"]
METADATA = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", TARGET]

linked = {tuple(line.split()[:2]) for line in subprocess.check_output(TREE, text=True).splitlines() if line}
packages = json.loads(subprocess.check_output(METADATA, text=True))["packages"]
texts: dict[str, list[str]] = {}
names: list[str] = []
for package in sorted(packages, key=lambda package: (package["name"], package["version"])):
    if (package["name"], "v" + package["version"]) not in linked or package["source"] is None:
        continue
    label = f"{package['name']} {package['version']}"
    folder = pathlib.Path(package["manifest_path"]).parent
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and path.name.upper().startswith(("LICEN", "COPYING", "NOTICE"))]
    if not files and not package["license"]:
        sys.exit(f"{label} names no licence")
    names.append(f"{label}: {package['license'] or 'see its text below'}")
    for path in files:
        texts.setdefault(path.read_text(errors="replace").strip(), []).append(label)
for path in sorted(pathlib.Path("share").rglob("*")):
    if path.is_file() and ("OFL" in path.name or "LICENSE" in path.name):
        texts.setdefault(path.read_text().strip(), []).append(str(path))
print("\n".join(names))
for text, labels in texts.items():
    print("\n" + "=" * 80 + "\n" + ", ".join(labels) + "\n\n" + text)
