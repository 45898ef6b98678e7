/** The handles of a chart: a button a series, zoom by buttons and keys, the zoom shared with charts of the same word. */
import { tipWords } from './chart-plugins.js';

/** Series that the reader has switched off, kept while charts are redrawn: `chart id:label`. */
const off = new Set();

function toggles(host, plot, data) {
  const show = (of, on) =>
    data.parts.forEach((part, index) => {
      if (part.of === of) plot.setSeries(index + 1, { show: on });
    });
  for (const item of host.querySelectorAll('[data-series]')) {
    const of = Number(item.dataset.series);
    const name = `${host.id}:${data.series[of].label}`;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'key';
    button.append(...item.firstElementChild.childNodes);
    const set = () => {
      button.setAttribute('aria-pressed', String(!off.has(name)));
      show(of, !off.has(name));
    };
    button.addEventListener('click', () => {
      if (!off.delete(name)) off.add(name);
      set();
    });
    item.replaceChildren(button);
    set();
  }
}

/** Keeps a range within the data, and at least two buckets wide. */
function clamp(data, min, max) {
  const [first, last] = data.full;
  const span = Math.min(Math.max(max - min, data.bucketSeconds * 2), last - first);
  const start = Math.min(Math.max(min, first), last - span);
  return { min: start, max: start + span };
}

function zoomer(plot, data) {
  const to = (min, max) => plot.setScale('x', clamp(data, min, max));
  const by = (factor, around) => {
    const { min, max } = plot.scales.x;
    const middle = around ?? (min + max) / 2;
    to(middle - (middle - min) * factor, middle + (max - middle) * factor);
  };
  const shift = (share) => {
    const { min, max } = plot.scales.x;
    to(min + (max - min) * share, max + (max - min) * share);
  };
  const reading = () =>
    plot.cursor.idx === null || plot.cursor.left < 0 ? undefined : data.x[plot.cursor.idx];
  return {
    in: () => by(0.5, reading()),
    out: () => by(2, reading()),
    left: () => shift(-0.5),
    right: () => shift(0.5),
    all: () => to(...data.full),
  };
}

/** The arrows move the reading line a day at a time; what it reads is said aloud. */
function reader(host, plot, data) {
  const says = host.querySelector('[data-chart-says]');
  return (by) => {
    const { min, max } = plot.scales.x;
    const inside = data.x
      .map((x, index) => (x >= min && x <= max ? index : -1))
      .filter((index) => index >= 0);
    const now = plot.cursor.left >= 0 ? plot.cursor.idx : null;
    const wanted = now === null || now === undefined ? inside.at(by > 0 ? 0 : -1) : now + by;
    const index = Math.min(Math.max(wanted, inside[0]), inside.at(-1));
    plot.setCursor({ left: plot.valToPos(data.x[index], 'x'), top: 0 }, true);
    const shown = (of) => data.parts.some((part, at) => part.of === of && plot.series[at + 1].show);
    const words = tipWords(data, index, shown).map(
      (part) =>
        [...part.children]
          .map((one) => one.textContent)
          .join(' ')
          .trim() || part.textContent,
    );
    if (says) says.textContent = words.join('; ');
  };
}

function keys(host, zoom, read) {
  const actions = { '+': zoom.in, '=': zoom.in, '-': zoom.out, 0: zoom.all };
  const box = host.querySelector('.chart-plot');
  box.tabIndex = 0;
  box.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const action = side
      ? () => (event.shiftKey ? zoom[side < 0 ? 'left' : 'right']() : read(side))
      : actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };
}

/** Puts the handles on a drawn chart; `peers` answers the charts drawn at the time of asking. */
export function dress(host, plot, data, peers) {
  const zoom = zoomer(plot, data);
  toggles(host, plot, data);
  keys(host, zoom, reader(host, plot, data));
  const tools = host.querySelector('.chart-tools');
  if (tools) {
    tools.hidden = false;
    for (const button of tools.querySelectorAll('[data-zoom]'))
      button.onclick = () => zoom[button.dataset.zoom]();
  }
  plot.over.addEventListener('dblclick', zoom.all);
  const share = (_plot, key) => {
    if (key !== 'x' || !data.sync) return;
    const { min, max } = plot.scales.x;
    for (const peer of peers()) {
      const scale = peer.plot.scales.x;
      if (peer.plot === plot || peer.data.sync !== data.sync) continue;
      if (scale.min !== min || scale.max !== max) peer.plot.setScale('x', { min, max });
    }
  };
  plot.hooks.setScale = [...(plot.hooks.setScale ?? []), share];
}
