// Says what other programs refuse: `node check.mjs FOLDER` reads NAME.json and NAME.yml.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ResumeSchema } from "@yamlresume/core";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { render } from "resumed";
import { parse } from "yaml";

const require = createRequire(import.meta.url);
const folder = process.argv[2];
const schema = require("@jsonresume/schema/schema.json");
const isValid = addFormats(new Ajv({ strict: true, allErrors: true })).compile(schema);
const themes = {};
for (const name of ["even", "elegant", "flat", "kendall", "macchiato", "stackoverflow"]) {
    themes[name] = await import(`jsonresume-theme-${name}`).then((theme) => (theme.render ? theme : theme.default));
}

let count = 0;
let refused = 0;
async function accepts(what, check) {
    try {
        count += 1;
        await check();
    } catch (error) {
        refused += 1;
        console.log(`refused: ${what}: ${String(error?.message ?? error).slice(0, 600)}`);
    }
}

for (const file of readdirSync(folder).sort()) {
    if (!/\.(json|yml)$/.test(file)) continue;
    const text = readFileSync(join(folder, file), "utf8");
    if (file.endsWith(".json")) {
        const resume = () => JSON.parse(text);
        await accepts(`ajv of ${file}`, () => {
            if (!isValid(resume())) throw new Error(JSON.stringify(isValid.errors.map((one) => [one.instancePath, one.message])));
        });
        await accepts(`resumed of ${file}`, () => execFileSync("npx", ["resumed", "validate", join(folder, file)], { cwd: import.meta.dirname }));
        for (const [name, theme] of Object.entries(themes)) {
            await accepts(`${name} of ${file}`, async () => {
                const page = await render(resume(), theme);
                const person = resume().basics.name.slice(0, 3).replace(/[<&/#].*/, "");
                if (!page.includes(person)) throw new Error("the page lacks the name");
            });
        }
    } else {
        await accepts(`YAMLResume of ${file}`, () => {
            const { error } = ResumeSchema.safeParse(parse(text));
            if (error) throw new Error(JSON.stringify(error.issues.map((one) => [one.path.join("."), one.message])));
        });
    }
}
console.log(`${count} checks, ${refused} refused`);
process.exitCode = refused > 0 ? 1 : 0;
