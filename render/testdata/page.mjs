// Uses a page as a reader would and prints what happened: node page.mjs FOLDER CHROMIUM PAGE [SCREENSHOT]
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [folder, chromium, file, screenshot] = process.argv.slice(2);
const { chromium: browser } = createRequire(join(folder, 'x.js'))('playwright-core');
const b = await browser.launch({ executablePath: chromium, args: ['--no-sandbox'] });
try {
  const context = await b.newContext({ viewport: { width: 1200, height: 900 } });
  const page = await context.newPage();
  const requests = [], messages = [];
  page.on('request', (r) => requests.push(r.url()));
  page.on('console', (m) => messages.push(m.text()));
  page.on('pageerror', (e) => messages.push(String(e)));
  page.on('dialog', (d) => { messages.push('dialog ' + d.message()); d.dismiss(); });
  const begin = Date.now();
  await page.goto('file://' + file);
  const usable = Date.now() - begin;
  const shown = () => page.locator('#shown').textContent();
  const count = () => page.evaluate(() => [...document.querySelectorAll('details.s')].filter((e) => !e.hidden).length);
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const out = { usable, title: await page.title(), steps: await count(), light: await background() };
  await page.keyboard.press('/');
  await page.keyboard.type('table_7');
  out.found = await count();
  out.counted = await shown();
  await page.keyboard.press('Escape');
  out.afterEscape = await count();
  if (await page.locator('#risk option').count() > 1) {
    await page.selectOption('#risk', { index: 1 });
    out.risky = await count();
    await page.selectOption('#risk', '');
    await page.selectOption('#kind', { index: 1 });
    out.ofKind = await count();
    await page.selectOption('#kind', '');
  }
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  out.focus = await page.evaluate(() => [...document.querySelectorAll('details.s')].indexOf(document.activeElement.closest('details.s')));
  const before = await page.evaluate(() => document.activeElement.closest('details.s').open);
  await page.keyboard.press('Enter');
  out.opens = before !== await page.evaluate(() => document.activeElement.closest('details.s').open);
  await page.emulateMedia({ colorScheme: 'dark' });
  out.dark = await background();
  await page.emulateMedia({ colorScheme: 'light', media: 'print' });
  out.bar = await page.locator('.bar').isVisible();
  await page.emulateMedia({ media: 'screen' });
  out.elements = await page.evaluate(() => [...new Set([...document.querySelectorAll('body *')].map((e) => e.tagName.toLowerCase()))].sort());
  out.handlers = await page.evaluate(() => [...document.querySelectorAll('*')].filter((e) => [...e.attributes].some((a) => a.name.startsWith('on'))).length);
  out.ran = await page.evaluate(() => Boolean(window.ran));
  out.requests = requests.length;
  out.messages = messages;
  if (screenshot) await page.screenshot({ path: screenshot, fullPage: true });
  console.log(JSON.stringify(out));
} finally {
  await b.close();
}
