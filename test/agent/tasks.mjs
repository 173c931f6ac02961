// Tasks of an agent through the client of @modelcontextprotocol/sdk: each takes at most three calls, and
// none changes the database. Usage: node tasks.mjs SCHEMADIFF
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { mkdtempSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, dirname, resolve } from "node:path";

const program = resolve(process.argv[2] ?? "schemadiff");
const users = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, age TEXT);\n";
const pgUsers = "CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, age text);\n";
const answer = (e, start) => e.decisions.flatMap((d) => d.answers).find((a) => a.answer.startsWith(start)).answer;
const lite = { from: "before.sql", dialect: "sqlite" };

// task: name, files, and what is done with call(tool, arguments, status wanted)
const tasks = [
  ["rename a column", { "before.sql": users, "schema.sql": users.replace("name", "full_name") }, async (call) => {
    const e = await call("plan", lite, "decide");
    await call("plan", { ...lite, answers: [answer(e, "rename:")] }, "differences");
  }],
  ["drop a column", { "before.sql": users, "schema.sql": users.replace(", age TEXT", "") }, async (call) => {
    const e = await call("plan", lite, "decide");
    await call("plan", { ...lite, answers: [answer(e, "allow:drop-column:users.age")] }, "differences");
  }],
  ["rename a table of PostgreSQL", { "before.sql": pgUsers, "schema.sql": pgUsers.replace("users", "people") }, async (call) => {
    const pg = { from: "before.sql", dialect: "postgres" };
    const e = await call("plan", pg, "decide");
    await call("plan", { ...pg, answers: [answer(e, "rename:")] }, "differences");
  }],
  ["change a type on SQLite", { "before.sql": users, "schema.sql": users.replace("age TEXT", "age INTEGER") }, async (call) => {
    const e = await call("plan", lite, "differences");
    if (!JSON.stringify(e.result).includes("rebuild table")) throw new Error("no rebuild");
  }],
  ["split a table", { "migrations/0001_users.sql": users, "schema.sql": users.replace(", age TEXT", "") + "CREATE TABLE ages (user_id INTEGER PRIMARY KEY REFERENCES users (id), age TEXT);\n" }, async (call) => {
    const e = await call("generate", { name: "split", dialect: "sqlite" }, "decide");
    await call("generate", { name: "split", dialect: "sqlite", answers: [answer(e, "allow:drop-column")] }, "done");
    await call("check", { dialect: "sqlite" }, "done");
  }],
  ["lint and fix", {}, async (call) => {
    const e = await call("lint", { text: "CREATE INDEX i ON t (b);\n", dialect: "postgres", kind: "migration", fix: true }, "decide");
    if (!e.result.fixed.includes("CONCURRENTLY")) throw new Error(e.result.fixed);
  }],
  ["explain", {}, async (call) => {
    const e = await call("explain", { rule: "drop-column" }, "done");
    if (!e.result.page.startsWith("# drop-column")) throw new Error(e.result.page);
  }],
  ["inspect", { "schema.sql": users }, async (call) => {
    const e = await call("inspect", { source: "schema.sql" }, "done");
    if (!e.result.sql.includes("CREATE TABLE users")) throw new Error(e.result.sql);
  }],
  ["nothing to do", { "before.sql": users, "schema.sql": users }, async (call) => call("plan", lite, "done")],
  ["a broken file", { "before.sql": users, "schema.sql": "CREATE TABLE t (,);" }, async (call) => call("plan", lite, "failed")],
];

let failed = 0;
for (const [name, files, work] of tasks) {
  const dir = mkdtempSync(join(tmpdir(), "agent-"));
  mkdirSync(join(dir, ".git"));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  }
  const client = new Client({ name: "tasks", version: "1" });
  let calls = 0;
  try {
    await client.connect(new StdioClientTransport({ command: program, args: ["mcp", "--dir", dir] }));
    await client.listTools(); // so that the client checks answers by their schemas
    await work(async (tool, args, want) => {
      calls++;
      const got = await client.callTool({ name: tool, arguments: args });
      const e = got.structuredContent;
      if (e?.status !== want) throw new Error(`${tool}: ${e?.status}, want ${want}: ${JSON.stringify(got).slice(0, 500)}`);
      return e;
    });
    if (calls > 3) throw new Error(`${calls} calls`);
    console.log(`ok   ${name}, ${calls} calls`);
  } catch (err) {
    failed++;
    console.log(`FAIL ${name}: ${err.message}`);
  }
  await client.close();
}
console.log(`${tasks.length - failed} of ${tasks.length} tasks`);
process.exit(failed ? 1 : 0);
