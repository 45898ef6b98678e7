/** Small comforts. Every page works without them. */

/** Copy buttons: `data-copy` is the selector of the element whose text is copied. */
function showCopyButtons() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll('[data-copy][hidden]')) button.hidden = false;
}

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (button) {
    const source = document.querySelector(button.dataset.copy);
    await navigator.clipboard.writeText((source.value ?? source.textContent).trim());
    button.textContent = 'Copied';
  }
  for (const open of document.querySelectorAll('.menu[open], .why[open]')) {
    if (!open.contains(event.target)) open.open = false;
  }
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const open of document.querySelectorAll('.menu[open], .why[open]')) {
    open.open = false;
    if (open.contains(document.activeElement)) open.querySelector('summary').focus();
  }
});

/** A one-time link carries its code behind the #, which no server or log sees; it goes into the form and away. */
function takeCodeFromAddress() {
  const fields = document.querySelectorAll('input[name="setupcode"], input[name="code"]');
  const named = /^#(?:setup)?code=(.+)$/.exec(location.hash);
  // The app may run under a path of its host: this file stands at <path>/static/.
  const own = location.pathname.slice(new URL('..', import.meta.url).pathname.length);
  const bare = ['login/link', 'invitation'].includes(own) ? /^#([^=]+)$/.exec(location.hash) : null;
  const code = (named ?? bare)?.[1];
  if (!code || !fields.length) return;
  for (const field of fields) field.value = decodeURIComponent(code);
  history.replaceState(history.state, '', location.pathname + location.search);
}

/** Where a swap took away what had the focus, it goes to the first fault or heading of what came instead. */
let hadFocus = false;
document.addEventListener('htmx:before:swap', () => {
  hadFocus = document.activeElement !== document.body;
});
document.addEventListener('htmx:after:swap', (event) => {
  document.querySelector('#toast')?.setAttribute('hidden', '');
  showCopyButtons();
  if (!hadFocus || document.activeElement !== document.body) return;
  const asked = event.detail.ctx?.target;
  const region = (asked?.id && document.getElementById(asked.id)) || document.querySelector('main');
  const next = region?.querySelector('[aria-invalid="true"], h1, h2') ?? region;
  if (next && !next.matches('input, select, textarea, a, button')) next.tabIndex = -1;
  next?.focus({ preventScroll: true });
});

/** A request without any answer swaps nothing: say so. */
document.addEventListener('htmx:error', (event) => {
  const toast = document.querySelector('#toast');
  if (!toast || !event.detail.ctx) return;
  toast.textContent = 'No answer from the server. What you see is as it was; please try again.';
  toast.hidden = false;
});

/** A form is sent once, however often its button is pressed before the answer is there. */
const PATIENCE = 10_000;
document.addEventListener('submit', (event) => {
  const form = event.target;
  // What htmx sends it has taken over by now.
  if (event.defaultPrevented || form.method !== 'post') return;
  if (Date.now() - Number(form.dataset.sent ?? 0) < PATIENCE) event.preventDefault();
  else form.dataset.sent = Date.now();
});
/** Back brings a page as it was left: its forms can be sent again. */
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
});

/** A link pasted into the address bar of the page that it leads to changes only what stands behind the #. */
window.addEventListener('hashchange', takeCodeFromAddress);

showCopyButtons();
takeCodeFromAddress();
