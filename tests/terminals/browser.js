// xterm.js in headless Chromium, driven through lines of JSON.
// In: {write: base64} for the terminal, {key: name}, {picture: path}. Out: {typed: base64}, {done: true}, {error: text}.
const [modules, renderer, columns, rows, browserPath] = process.argv.slice(2);
const path = require("path");
const readline = require("readline");
const from = (...names) => path.join(modules, "node_modules", ...names);
const puppeteer = require(from("puppeteer-core"));
const say = (value) => process.stdout.write(JSON.stringify(value) + "\n");

const PAGE = `<!doctype html><meta charset="utf-8"><body style="margin:0;background:#222"><div id="terminal"></div>`;
const ARGUMENTS = [
  "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
  "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
];

async function open(page) {
  await page.setContent(PAGE);
  await page.addStyleTag({ path: from("@xterm", "xterm", "css", "xterm.css") });
  await page.addScriptTag({ path: from("@xterm", "xterm", "lib", "xterm.js") });
  if (renderer === "webgl") await page.addScriptTag({ path: from("@xterm", "addon-webgl", "lib", "addon-webgl.js") });
  await page.exposeFunction("typed", (data) => say({ typed: data }));
  await page.evaluate((cols, lines, webgl) => {
    const font = "'DejaVu Sans Mono', monospace";
    const terminal = new Terminal({ cols, rows: lines, allowProposedApi: true, fontFamily: font, fontSize: 15 });
    terminal.open(document.getElementById("terminal"));
    if (webgl) terminal.loadAddon(new WebglAddon.WebglAddon());
    const send = (bytes) => typed(btoa(String.fromCharCode(...bytes)));
    terminal.onData((data) => send(new TextEncoder().encode(data)));
    terminal.onBinary((data) => send(Uint8Array.from(data, (c) => c.charCodeAt(0))));
    terminal.focus();
    window.show = (data) => new Promise((done) => terminal.write(Uint8Array.from(atob(data), (c) => c.charCodeAt(0)), done));
  }, Number(columns), Number(rows), renderer === "webgl");
}

async function press(page, name) {
  const held = name.split("+");
  const key = held.pop();
  for (const each of held) await page.keyboard.down(each);
  await page.keyboard.press(key);
  for (const each of held.reverse()) await page.keyboard.up(each);
}

(async () => {
  const browser = await puppeteer.launch({ executablePath: browserPath, headless: true, args: ARGUMENTS });
  const page = await browser.newPage();
  await page.setViewport({ width: Number(columns) * 10, height: Number(rows) * 20 });
  await open(page);
  say({ done: true });
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const wanted = JSON.parse(line);
    if (wanted.write) await page.evaluate((data) => window.show(data), wanted.write);
    if (wanted.key) await press(page, wanted.key);
    if (wanted.picture) await (await page.$(".xterm-screen")).screenshot({ path: wanted.picture });
    if (!wanted.write) say({ done: true });
  }
  await browser.close();
})().catch((error) => {
  say({ error: error.message });
  process.exit(1);
});
