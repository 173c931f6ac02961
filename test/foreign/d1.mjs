// Runs cases on D1 as Cloudflare's workerd has it, without a network. Standard input is a JSON
// list of {dir, before, plan}: the database is kept in dir, the statements before make it, and
// those of plan are one batch. Standard output is a list of what the batches said, "" for well.
//
// Run in a folder where npm has installed wrangler: node d1.mjs < cases.json
import { createRequire } from "node:module";

const require = createRequire(process.cwd() + "/");
const { Miniflare } = require("miniflare");

async function run({ dir, before, plan }) {
  const mf = new Miniflare({ modules: true, script: "export default {}", d1Databases: { DB: "db" }, d1Persist: dir });
  try {
    const db = await mf.getD1Database("DB");
    if (before.length) await db.batch(before.map((s) => db.prepare(s)));
    try {
      if (plan.length) await db.batch(plan.map((s) => db.prepare(s)));
      return "";
    } catch (e) {
      return String(e.message || e);
    }
  } catch (e) {
    return "before: " + String(e.message || e);
  } finally {
    await mf.dispose();
  }
}

let text = "";
for await (const chunk of process.stdin) text += chunk;
const out = [];
for (const c of JSON.parse(text)) out.push(await run(c));
process.stdout.write(JSON.stringify(out));
process.exit(0);
