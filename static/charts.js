/**
 * Draws every `[data-chart]` of the page from the JSON block in it (templates/partials/chart.njk writes both):
 *
 * { "kind": "line" | "bars",
 *   "days": ["2026-10-26", …],            first UTC day of each bucket, ascending, none left out
 *   "bucket": "day" | "week" | "month",   default day
 *   "series": [{ "label": "views", "color": "views" | "visitors" | "clones" | "cloners" | "c1" … "c8",
 *                "values": [12, null, …],   null where there is no figure: a gap, never a zero
 *                "states": ["measured", …], DayState of each; partial and pending are dashed, missing and lost hatched
 *                "inside": true,            drawn within the series before it (visitors in views)
 *                "previous": true,          the period before: lighter, dashed; "of": ["2026-09-28", …] its own days
 *                "atMost": true | [false, …] sums of uniques
 *                "notes": ["", "6 of 7 days", …] of weeks and months that are not whole: drawn hollow }],
 *   "marks": [{ "day": "2026-11-02", "label": "v2.0" }],
 *   "sync": "traffic",                    charts of one word share the reading line and the zoom
 *   "unit": "views" }
 *
 * uPlot is fetched when the first chart is seen, so that no other page pays for it.
 */
import { options } from './chart-options.js';
import { read } from './chart-read.js';
import { dress } from './chart-tools.js';

const drawn = new Map();
const dark = matchMedia('(prefers-color-scheme: dark)');
let library;

function fetchLibrary() {
  library ??= new Promise((resolve, reject) => {
    if (window.uPlot) return resolve();
    const script = document.createElement('script');
    script.src = new URL('uplot.iife.min.js', import.meta.url);
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

function drop(host) {
  const chart = drawn.get(host);
  if (!chart) return;
  chart.observer.disconnect();
  chart.plot.destroy();
  drawn.delete(host);
}

function draw(host, json) {
  const box = host.querySelector('.chart-plot');
  const data = read(JSON.parse(json));
  const size = () => ({ width: box.clientWidth, height: box.clientHeight });
  box.replaceChildren();
  const plot = new window.uPlot(options(data, size()), data.columns, box);
  dress(host, plot, data, () => drawn.values());
  const observer = new ResizeObserver(() => {
    if (box.clientWidth && box.clientWidth !== plot.width) plot.setSize(size());
  });
  observer.observe(box);
  drawn.set(host, { plot, data, json, observer, box });
}

/** Brings the drawings in line with the document: after load, and after each swap (a morph empties a chart's box). */
async function scan() {
  for (const host of drawn.keys()) if (!host.isConnected) drop(host);
  const hosts = document.querySelectorAll('[data-chart]');
  if (!hosts.length) return;
  await fetchLibrary();
  for (const host of hosts) {
    const json = host.querySelector('script[type="application/json"]')?.textContent;
    if (!json || !host.isConnected) continue;
    const before = drawn.get(host);
    if (before && before.json === json && before.box.contains(before.plot.root)) continue;
    drop(host);
    draw(host, json);
  }
}

function redraw() {
  for (const [host, { json }] of [...drawn]) {
    drop(host);
    draw(host, json);
  }
}

dark.addEventListener('change', redraw);
document.addEventListener('htmx:after:swap', scan);
scan();
