/** What a chart has beside its series: hatched gaps under them, marks over them, words at the reading line. */
import { bucketWords, valueWords } from './chart-words.js';

function hatching(context, ink, ratio) {
  const tile = document.createElement('canvas');
  tile.width = tile.height = Math.round(6 * ratio);
  const pen = tile.getContext('2d');
  const side = tile.width;
  pen.strokeStyle = ink;
  pen.lineWidth = ratio;
  pen.beginPath();
  for (const from of [-side, 0, side]) {
    pen.moveTo(from, side);
    pen.lineTo(from + side, 0);
  }
  pen.stroke();
  return context.createPattern(tile, 'repeat');
}

/** Days without a figure, missing or lost. */
export function gapsPlugin(data, color) {
  const paint = (plot) => {
    const { ctx, bbox } = plot;
    const half = data.bucketSeconds / 2;
    const at = (seconds) => plot.valToPos(seconds, 'x', true);
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.globalAlpha = 0.55;
    ctx.fillStyle = hatching(ctx, color('hatch'), devicePixelRatio);
    for (const [first, last] of data.gaps) {
      const left = at(data.x[first] - half);
      ctx.fillRect(left, bbox.top, at(data.x[last] + half) - left, bbox.height);
    }
    ctx.restore();
  };
  return { hooks: { drawClear: data.gaps.length ? [paint] : [] } };
}

/** A line and its word at a day; a word that would run into the one before it is left to the reading line. */
export function marksPlugin(data, color) {
  const marks = (data.marks ?? []).map((mark) => ({
    ...mark,
    x: Date.parse(`${mark.day}T00:00:00Z`) / 1000,
  }));
  const paint = (plot) => {
    const { ctx, bbox } = plot;
    const ratio = devicePixelRatio;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = color('soft');
    ctx.lineWidth = ratio;
    ctx.font = `${11 * ratio}px system-ui, sans-serif`;
    ctx.textBaseline = 'bottom';
    ctx.textAlign = 'left';
    let free = bbox.left;
    for (const mark of marks) {
      const left = Math.round(plot.valToPos(mark.x, 'x', true));
      if (left < bbox.left || left > bbox.left + bbox.width) continue;
      ctx.beginPath();
      ctx.setLineDash([2 * ratio, 3 * ratio]);
      ctx.moveTo(left, bbox.top - 4 * ratio);
      ctx.lineTo(left, bbox.top + bbox.height);
      ctx.stroke();
      const word = mark.label.length > 24 ? `${mark.label.slice(0, 23)}…` : mark.label;
      const width = ctx.measureText(word).width;
      const start = Math.min(left - 2 * ratio, bbox.left + bbox.width - width);
      if (start < free) continue;
      ctx.fillText(word, start, bbox.top - 4 * ratio);
      free = start + width + 8 * ratio;
    }
    ctx.restore();
  };
  return { hooks: { draw: marks.length ? [paint] : [] } };
}

function line(series, text) {
  const row = document.createElement('p');
  const swatch = document.createElement('span');
  const name = document.createElement('span');
  const value = document.createElement('b');
  row.className = 'line';
  swatch.className = `swatch ${series.color}${series.previous ? ' previous' : ''}`;
  name.textContent = series.label;
  value.textContent = text;
  row.append(swatch, name, value);
  return row;
}

function paragraph(text, className = '') {
  const element = document.createElement('p');
  element.className = className;
  element.textContent = text;
  return element;
}

/** The words at the reading line: the day, each series that is shown and has something to say, the marks of that day. */
export function tipWords(data, index, shown) {
  const until = data.x[index + 1] ?? Number.POSITIVE_INFINITY;
  const marks = (data.marks ?? []).filter((mark) => {
    const at = Date.parse(`${mark.day}T00:00:00Z`) / 1000;
    return at >= data.x[index] && at < until;
  });
  const label = (series) =>
    series.of?.[index] ? { ...series, label: `${series.label}, ${series.of[index]}` } : series;
  return [
    paragraph(bucketWords(data.days[index], data.bucket)),
    ...data.series
      // A week that is not whole is not compared.
      .filter((series, of) => shown(of) && !(series.previous && (series.values[index] ?? null) === null))
      .map((series) => line(label(series), valueWords(series, index))),
    ...marks.map((mark) => paragraph(mark.label, 'mark-text')),
  ];
}

export function tipPlugin(data) {
  const tip = document.createElement('div');
  tip.className = 'chart-tip';
  tip.hidden = true;
  const shown = (plot) => (of) =>
    data.parts.some((part, index) => part.of === of && plot.series[index + 1].show);
  const move = (plot) => {
    const { idx, left } = plot.cursor;
    tip.hidden = idx === null || idx === undefined || left < 0;
    if (tip.hidden) return;
    tip.replaceChildren(...tipWords(data, idx, shown(plot)));
    const width = plot.over.clientWidth;
    const beside = left + 12 + tip.offsetWidth > width ? left - 12 - tip.offsetWidth : left + 12;
    tip.style.transform = `translate(${Math.max(Math.min(beside, width - tip.offsetWidth), 0)}px, 4px)`;
  };
  return { hooks: { init: [(plot) => plot.over.append(tip)], setCursor: [move] } };
}
