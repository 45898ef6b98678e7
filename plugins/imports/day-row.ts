import type { DayState, ImportedDay } from '../traffic/api.js';

/** A row of `import_days`. */
export interface DayRow {
  import_id: number | string;
  day: string;
  views: number;
  view_uniques: number;
  clones: number;
  clone_uniques: number;
  views_state: DayState;
  clones_state: DayState;
}

/** The columns of an imported day, but for its keys. */
export function columnsOf({
  day,
  views,
  visitors,
  viewsState,
  clones,
  cloners,
  clonesState,
}: ImportedDay): object {
  const counts = {
    views: views ?? 0,
    view_uniques: visitors ?? 0,
    clones: clones ?? 0,
    clone_uniques: cloners ?? 0,
  };
  return { day, ...counts, views_state: viewsState, clones_state: clonesState };
}

/** States that have a figure. */
const FIGURES: readonly DayState[] = ['measured', 'partial', 'zero'];

/** The imported day of a row. */
export function dayOf(row: DayRow): ImportedDay {
  const { day, views_state: viewsState, clones_state: clonesState } = row;
  const [seen, cloned] = [FIGURES.includes(viewsState), FIGURES.includes(clonesState)];
  return {
    day,
    views: seen ? Number(row.views) : null,
    visitors: seen ? Number(row.view_uniques) : null,
    viewsState,
    clones: cloned ? Number(row.clones) : null,
    cloners: cloned ? Number(row.clone_uniques) : null,
    clonesState,
  };
}
