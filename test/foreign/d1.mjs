// Runs cases on D1 as Cloudflare's workerd has it, without a network. Standard input is JSON:
// the folder that keeps the databases, and a list of cases, each with the statements before it and
// those of its plan, which are one batch. Standard output is a list of what the batches said, "" for
// well. A case finds its database by a table of its own, case_NUMBER.
//
// Run in a folder where npm has installed wrangler: node d1.mjs < cases.json
import { createRequire } from "node:module";

const require = createRequire(process.cwd() + "/");
const { Miniflare } = require("miniflare");

const at_once = 20; // databases of one process of workerd

async function run(mf, i, { before, plan }) {
  try {
    const db = await mf.getD1Database("DB" + i);
    const batch = (list) => db.batch(list.map((s) => db.prepare(s)));
    await batch([`CREATE TABLE case_${i} (x)`, ...before]);
    try {
      if (plan.length) await batch(plan);
      return "";
    } catch (e) {
      return String(e.message || e);
    }
  } catch (e) {
    return "before: " + String(e.message || e);
  }
}

let text = "";
for await (const chunk of process.stdin) text += chunk;
const { dir, cases } = JSON.parse(text);
const out = [];
for (let first = 0; first < cases.length; first += at_once) {
  const d1Databases = {};
  const last = Math.min(first + at_once, cases.length);
  for (let i = first; i < last; i++) d1Databases["DB" + i] = "db" + i;
  const start = () => new Miniflare({ modules: true, script: "export default {}", d1Databases, d1Persist: dir });
  let mf = start();
  for (let i = first; i < last; i++) {
    let said = await run(mf, i, cases[i]);
    if (said !== "") {
      await mf.dispose(); // after an error workerd may refuse whatever comes next
      d1Databases["DB" + i] = "again" + i;
      mf = start();
      if (said.startsWith("before: ")) said = await run(mf, i, cases[i]);
      await mf.dispose();
      mf = start();
    }
    out.push(said);
  }
  await mf.dispose();
}
process.stdout.write(JSON.stringify(out), () => process.exit(0));
