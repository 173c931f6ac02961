// Draws a diagram with mermaid in Chromium and prints the texts of the picture, and whether a script in
// it has run: node mermaid.mjs FOLDER CHROMIUM < diagram
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, chromium] = process.argv.slice(2);
const { chromium: browser } = createRequire(join(folder, 'x.js'))('playwright-core');
const source = readFileSync(0, 'utf8');
const b = await browser.launch({ executablePath: chromium, args: ['--no-sandbox'] });
try {
  const page = await b.newPage();
  await page.setContent('<div id="out"></div>');
  await page.addScriptTag({ path: join(folder, 'node_modules', 'mermaid', 'dist', 'mermaid.min.js') });
  const out = await page.evaluate(async (text) => {
    mermaid.initialize({ startOnLoad: false });
    await mermaid.parse(text);
    const { svg } = await mermaid.render('d', text);
    document.getElementById('out').innerHTML = svg;
    await new Promise((done) => setTimeout(done, 100));
    const texts = [...document.querySelectorAll('#out .label, #out text')].map((e) => e.textContent.trim());
    return { texts, paths: document.querySelectorAll('#out .relationshipLine').length, ran: Boolean(window.ran) };
  }, source);
  console.log(JSON.stringify(out));
} finally {
  await b.close();
}
