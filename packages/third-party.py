"""Prints the licences of every library that is linked into the programs for a target, and of the fonts and words in them.

Fails if a library comes without the text of a licence, unless `packages/licences/` has the text of one that it may be
used under.
"""

import json
import pathlib
import re
import subprocess
import sys

TARGET = sys.argv[1]
TREE = ["cargo", "tree", "--locked", "--edges", "normal", "--target", TARGET, "--prefix", "none", "--format", "{p}"]
METADATA = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", TARGET]
OURS = pathlib.Path("packages/licences")


def texts_of(package: dict) -> list[str]:
    folder = pathlib.Path(package["manifest_path"]).parent
    names = ("LICEN", "COPYING", "NOTICE")
    paths = [path for path in sorted(folder.iterdir()) if path.is_file() and path.name.upper().startswith(names)]
    if paths:
        return [path.read_text(errors="replace").strip() for path in paths]
    choices = re.split(r"\s+OR\s+|/", package["license"] or "")
    for path in (OURS / f"{choice}.txt" for choice in choices):
        if path.exists():
            authors = ", ".join(package["authors"]) or f"the authors of {package['name']}"
            return [f"Copyright: {authors}\nLicense: {path.stem}", path.read_text().strip()]
    sys.exit(f"{package['name']} {package['version']} comes without the text of a licence: {package['license']}")


linked = {tuple(line.split()[:2]) for line in subprocess.check_output(TREE, text=True).splitlines() if line}
packages = json.loads(subprocess.check_output(METADATA, text=True))["packages"]
texts: dict[str, list[str]] = {}
print("The source of each library is in Rust's public package registry, under this name and version.\n")
for package in sorted(packages, key=lambda package: (package["name"], package["version"])):
    if (package["name"], "v" + package["version"]) not in linked or package["source"] is None:
        continue
    label = f"{package['name']} {package['version']}"
    print(f"{label}: {package['license'] or 'see its text below'}")
    for text in texts_of(package):
        texts.setdefault(text, []).append(label)
for path in sorted(pathlib.Path("share").rglob("*")):
    if path.is_file() and ("OFL" in path.name or "LICENSE" in path.name):
        texts.setdefault(path.read_text().strip(), []).append(str(path))
for text, labels in texts.items():
    print("\n" + "=" * 80 + "\n" + ", ".join(labels) + "\n\n" + text)
