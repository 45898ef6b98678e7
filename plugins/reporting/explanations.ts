/** The sentences one click away from the figures that need them. */
export const AT_MOST =
  'This adds up the visitors of each day and repository. Who came on several days, or to several repositories, is counted several times, so the true number is at most this.';

export const AT_MOST_CLONERS =
  'This adds up the cloners of each day. Who cloned on several days is counted several times, so the true number is at most this.';

export const EXACT_FORTNIGHT =
  'GitHub itself counts each visitor once over its 14 days. This figure is not added up from days.';

export const COMPARED =
  'Against a period of equal length with the same weekdays, without the newest days that still grow; a day that is not known leaves its counterpart out too, and with fewer than nine days of ten there is no comparison.';

export const CLONES =
  'Most clones are made by machines: build servers, mirrors and crawlers. GitHub does not tell them from people.';

export const AT_MOST_WEEK =
  'Where GitHub had counted a week to its end when it was asked, its visitors are counted once each. Else they are the sum of the days, in which who came on several days is counted several times: the true number is at most this. “6 of 7 days” says how many days of a week are known for good.';
