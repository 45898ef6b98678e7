// As browsers read tags: a name, then attributes with values in either quotes or none.
const TAG = /<(\/?[a-z!][^\s/>]*)((?:\s+[^\s=>"']+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)\s*\/?>/gi;
const ATTRIBUTE = /([^\s=>"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?/g;

/** The elements of a page with the names of their attributes, in order: what no text may change. */
export function structure(html: string): string[] {
  const bare = html.replace(/(<script\b[^>]*>)[\s\S]*?(<\/script>)/gi, '$1$2');
  return [...bare.matchAll(TAG)].map(([, name, attributes = '']) => {
    const names = [...attributes.matchAll(ATTRIBUTE)].map(([, attribute]) => attribute);
    return [name, ...names].join(' ');
  });
}

/** Every address that the page leads to or loads, as a browser reads it. */
export function addresses(html: string): string[] {
  return [...html.matchAll(/\s(?:href|src|action|formaction)="([^"]*)"/gi)].map(([, value = '']) =>
    value
      .replaceAll('&amp;', '&')
      .replaceAll('&#39;', "'")
      .replaceAll('&quot;', '"')
      .replaceAll(/[\t\n\r]/g, ''),
  );
}
