'use strict';
// Everything shown comes from the admin endpoints and reaches the page as text nodes and attributes only.
const PERIOD = 1000, HIDDEN_PERIOD = 10000, REQUEST_TIMEOUT = 8000;
const state = { world: null, traffic: null, faults: null, faultsOff: null, audit: [], at: 0, error: null, notice: null, busy: new Set(), draft: null };
const $ = id => document.getElementById(id);

// ---- elements ----
const SVG = 'http://www.w3.org/2000/svg';
const SVG_TAGS = new Set(['svg', 'path', 'line']);
function h(tag, attributes, ...children) {
  const element = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {}))
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  element.append(...children.flat(3).filter(c => c !== null && c !== undefined && c !== false).map(c => c instanceof Node ? c : document.createTextNode(String(c))));
  return element;
}

// Turns what is there into what is wanted, keeping elements that stay, and with them focus and what is being typed.
function patch(there, wanted) {
  const old = [...there.childNodes], next = [...wanted.childNodes];
  next.forEach((node, i) => {
    const before = old[i];
    if (!before) return there.append(node);
    if (before.nodeType !== node.nodeType || before.nodeName !== node.nodeName || before.id !== node.id) return before.replaceWith(node);
    if (node.nodeType === Node.TEXT_NODE) { if (before.data !== node.data) before.data = node.data; return; }
    for (const { name } of [...before.attributes]) if (!node.hasAttribute(name)) before.removeAttribute(name);
    for (const { name, value } of [...node.attributes]) if (before.getAttribute(name) !== value) before.setAttribute(name, value);
    if (node.hasAttribute('value') && before !== document.activeElement && before.value !== node.getAttribute('value')) before.value = node.getAttribute('value');
    if (node.dataset?.width) before.style.width = node.dataset.width;
    patch(before, node);
  });
  old.slice(next.length).forEach(n => n.remove());
}
const show = (id, ...children) => patch($(id), h('div', null, ...children));

// ---- words ----
const TONE = { up: 'up', ready: 'up', degraded: 'warn', starting: 'warn', paused: 'warn', partitioned: 'warn', drained: 'warn', active: 'warn', down: 'down', failed: 'down' };
const pill = (text, tone) => h('span', { class: `pill ${tone ?? TONE[text] ?? ''}` }, text);
const number = (value, digits = 0) => (value ?? 0).toLocaleString('en', { maximumFractionDigits: digits });
const rate = value => number(value, value < 10 ? 1 : 0);
const clock = text => new Date(text).toLocaleTimeString('en-GB');
const sum = values => values.reduce((a, b) => a + b, 0);
const serverNow = () => Date.now() + (state.skew ?? 0);
const seconds = milliseconds => { const s = Math.max(0, Math.ceil(milliseconds / 1000)); return s < 90 ? `${s} s` : `${Math.ceil(s / 60)} min`; };
const plural = (n, one, many) => `${n} ${n === 1 ? one : many}`;
// An address on every interface is reached by the name this page was reached by.
function link(url) {
  try {
    const parsed = new URL(url);
    if (['0.0.0.0', '[::]'].includes(parsed.hostname)) parsed.hostname = location.hostname;
    return ['http:', 'https:'].includes(parsed.protocol) ? parsed.href : null;
  } catch { return null; }
}

// ---- what the gateways say together ----
function gateways() {
  if (!state.traffic) return [];
  return [{ name: state.traffic.gateway, reachable: true, sites: state.traffic.sites },
    ...state.traffic.peers.map(p => ({ name: p.report?.name ?? p.peer, reachable: p.reachable, error: p.error, sites: p.report?.sites ?? [] }))];
}
function flow(site) {
  const views = gateways().filter(g => g.reachable).map(g => g.sites.find(s => s.site === site)?.calls).filter(Boolean);
  const calls = Array(60).fill(0), failures = Array(60).fill(0);
  for (const view of views) { view.calls.forEach((n, i) => calls[i] += n); view.failures.forEach((n, i) => failures[i] += n); }
  const total = sum(views.map(v => v.callsPerSecond));
  return { calls, failures, perSecond: total, failed: sum(views.map(v => v.failuresPerSecond)),
    mean: total > 0 ? sum(views.map(v => v.meanMilliseconds * v.callsPerSecond)) / total : 0 };
}

// ---- sites ----
function spark({ calls, failures }) {
  const peak = Math.max(1, ...calls), y = n => (31 - n / peak * 29).toFixed(2);
  const points = calls.map((n, i) => `${i},${y(n)}`);
  return h('svg', { class: 'spark', viewBox: '0 0 59 32', preserveAspectRatio: 'none', role: 'img',
    'aria-label': `Calls per second in the last minute: now ${calls.at(-1)}, at most ${Math.max(...calls)}; ${sum(failures)} failed` },
  h('line', { class: 'base', x1: 0, x2: 59, y1: 31, y2: 31 }),
  h('path', { class: 'area', d: `M0,31 L${points.join(' L')} L59,31 Z` }),
  h('path', { class: 'line', d: `M${points.join(' L')}` }),
  failures.map((n, i) => n > 0 && h('line', { class: 'fail', x1: i, x2: i, y1: 31, y2: Math.min(28, y(n)) })));
}
function figures(f) {
  const figure = (label, value, unit, bad) => h('div', null, h('dt', null, label), h('dd', { class: `num ${bad ? 'bad' : ''}` }, value, h('span', { class: 'unit' }, unit)));
  return h('dl', { class: 'figures' }, figure('Calls', rate(f.perSecond), '/s'), figure('Failed', rate(f.failed), '/s', f.failed > 0), figure('Mean', number(f.mean, 1), 'ms'));
}
const ACTS = { silo: [['pause', 'Pause'], ['stall', 'Stall'], ['kill', 'Kill']], other: [['pause', 'Pause'], ['kill', 'Kill']] };
function acts(process) {
  if (!state.faults || process.pid === null || process.pid === undefined) return null;
  const isSelf = process.name === state.traffic?.gateway;
  return (ACTS[process.kind] ?? ACTS.other).map(([kind, label]) => h('button', {
    type: 'button', class: `small ${kind === 'kill' ? 'danger' : ''}`, 'data-do': 'fault', 'data-kind': kind, 'data-target': process.name,
    'aria-label': `${label} ${process.name}`, disabled: isSelf || process.status === 'down' || state.busy.has(process.name), title: isSelf ? 'This page is served by it' : null }, label));
}
function processes(site) {
  const world = state.world;
  const rows = [...world.silos, ...world.gateways, ...world.stores, ...world.hubs, ...world.arbiters].filter(p => p.site === site);
  return h('div', { class: 'scroll' }, h('table', null,
    h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'Process'), h('th', { scope: 'col' }, 'State'), h('th', { scope: 'col', class: 'if-wide' }, 'Address'),
      h('th', { scope: 'col', class: 'num if-middling' }, 'Pid'), h('th', { scope: 'col', class: 'num if-widest' }, 'Restarts'), state.faults && h('td', { class: 'corner' }))),
    h('tbody', null, rows.map(p => h('tr', { id: `process-${p.name}` },
      h('td', null, h('span', { class: 'name' }, p.name), !p.name.startsWith(p.kind) && h('span', { class: 'kind' }, p.kind)), h('td', null, pill(p.status)),
      h('td', { class: 'if-wide' }, h('code', null, p.endpoint.replace(/^https?:\/\//, '') || '—')), h('td', { class: 'num if-middling' }, p.pid ?? '—'),
      h('td', { class: 'num if-widest' }, p.restarts || '—'), state.faults && h('td', { class: 'acts' }, acts(p)))))));
}
function siteCard(site, index) {
  const own = state.traffic?.sites.find(s => s.site === site.site), f = flow(site.site), dashboard = site.dashboard && link(site.dashboard);
  const sites = state.traffic?.sites ?? [], isLast = sites.filter(s => !s.drained).length <= 1;
  return h('article', { class: 'card site', id: `site-${site.site}`, 'data-index': index % 2, 'aria-labelledby': `site-title-${site.site}` },
    h('div', { class: 'head' }, h('h2', { id: `site-title-${site.site}` }, `Site ${site.site.toUpperCase()}`), pill(site.status), own?.drained && pill('drained'),
      h('span', { class: 'spring' }), dashboard && h('a', { href: dashboard, target: '_blank', rel: 'noopener noreferrer' }, 'Orleans dashboard'),
      own && h('button', { type: 'button', 'data-do': own.drained ? 'undrain' : 'drain', 'data-site': site.site, disabled: state.busy.has(`drain-${site.site}`) || (!own.drained && isLast),
        title: !own.drained && isLast ? 'The last site that is not drained' : null, 'aria-label': `${own.drained ? 'Undrain' : 'Drain'} site ${site.site.toUpperCase()}` }, own.drained ? 'Undrain' : 'Drain')),
    h('div', { class: 'flow' }, figures(f), spark(f)),
    h('div', { class: 'seen' }, h('span', { class: 'muted' }, 'Health as seen by'), gateways().map(g => h('span', null, g.name,
      g.reachable ? pill(g.sites.find(s => s.site === site.site)?.health ?? 'unknown') : pill('no answer', 'down')))),
    processes(site.site));
}

// ---- policy ----
function policyCard() {
  const policy = state.traffic?.policy;
  if (!policy) return [h('h2', { id: 'policy-title' }, 'Traffic policy'), h('p', { class: 'empty' }, 'Not known yet.')];
  const names = state.traffic.sites.map(s => s.site), isOn = Object.keys(policy.weights).length > 0;
  const weights = state.draft ?? Object.fromEntries(names.map(n => [n, isOn ? policy.weights[n] ?? 0 : 100])), total = sum(Object.values(weights));
  const versions = gateways().length > 1 && state.traffic.peers.every(p => p.report && p.report.policy.version.counter === policy.version.counter && p.report.policy.version.origin === policy.version.origin);
  return [
    h('div', { class: 'head' }, h('h2', { id: 'policy-title' }, 'Traffic policy'), pill(isOn ? 'weighted' : 'each caller’s own site', 'plain'), h('span', { class: 'spring' }),
      h('span', { class: 'muted num' }, policy.version.counter === 0 ? 'never changed' : `version ${policy.version.counter} of ${policy.version.origin}`)),
    h('div', { class: 'weights' }, names.map(name => h('div', { class: 'weight' },
      h('label', { for: `weight-${name}` }, `Site ${name.toUpperCase()}`),
      h('input', { type: 'range', id: `weight-${name}`, min: 0, max: 100, step: 5, value: Math.min(100, weights[name]), 'data-weight': name }),
      h('input', { type: 'number', id: `weight-number-${name}`, min: 0, max: 1000, value: weights[name], 'data-weight': name, 'aria-label': `Weight of site ${name.toUpperCase()}` }),
      h('span', { class: 'share num muted' }, total > 0 && (isOn || state.draft) ? `${Math.round(weights[name] * 100 / total)} %` : '—')))),
    h('div', { class: 'row' },
      h('button', { type: 'button', class: 'primary', 'data-do': 'weights', disabled: total === 0 || (!state.draft && isOn) || state.busy.has('weights') }, 'Apply weights'),
      h('button', { type: 'button', 'data-do': 'home', disabled: (!isOn && !state.draft) || state.busy.has('weights') }, 'Send callers to their own site'),
      state.draft && h('button', { type: 'button', class: 'ghost', 'data-do': 'discard' }, 'Discard')),
    gateways().length > 1 && h('p', { class: 'muted' }, versions ? 'All gateways route by this version.' : 'Not all gateways have confirmed this version.'),
  ];
}

// ---- faults ----
function faultsCard() {
  const title = h('h2', { id: 'faults-title' }, 'Faults');
  if (state.faultsOff) return [title, h('p', { class: 'empty' }, state.faultsOff)];
  if (!state.faults) return [title, h('p', { class: 'empty' }, 'Not known yet.')];
  const sites = state.world?.sites.map(s => s.site) ?? [], now = serverNow();
  const button = (kind, target, label, danger) => h('button', { type: 'button', class: danger ? 'danger' : null, 'data-do': 'fault', 'data-kind': kind, 'data-target': target, disabled: state.busy.has(target) }, label);
  const active = state.faults.filter(f => f.state === 'active'), over = state.faults.filter(f => f.state !== 'active').slice(-4).reverse();
  const item = f => h('li', null, pill(f.state === 'active' ? f.kind : f.state, f.state === 'failed' ? 'down' : f.state === 'active' ? 'warn' : ''),
    h('span', null, f.state !== 'active' && `${f.kind} `, h('strong', null, f.target)), f.detail && h('span', { class: 'muted' }, f.detail), h('span', { class: 'spring' }),
    h('span', { class: 'muted num' }, f.state === 'active' ? `ends in ${seconds(new Date(f.until) - now)}` : `since ${clock(f.since)}`),
    f.state === 'active' && h('button', { type: 'button', class: 'small', 'data-do': 'heal', 'data-id': f.id, 'aria-label': `End ${f.kind} of ${f.target} now`, disabled: state.busy.has(f.id) }, 'End now'),
    f.state === 'active' && h('div', { class: 'bar' }, h('i', { 'data-width': `${Math.max(0, Math.min(100, (new Date(f.until) - now) * 100 / Math.max(1, new Date(f.until) - new Date(f.since))))}%` })));
  return [
    h('div', { class: 'head' }, title, active.length > 0 && pill(plural(active.length, 'active', 'active'), 'warn')),
    active.length > 0 ? h('ul', { class: 'list' }, active.map(item)) : h('p', { class: 'empty' }, 'None active. Every fault ends by itself.'),
    h('div', { class: 'row' }, sites.length === 2 && [button('cut', `link:${sites[0]}-${sites[1]}`, 'Cut the site link'), button('delay', `link:${sites[0]}-${sites[1]}`, 'Delay the site link')],
      sites.map(s => button('kill', `site:${s}`, `Kill site ${s.toUpperCase()}`, true))),
    over.length > 0 && h('div', null, h('h3', null, 'Lately'), h('ul', { class: 'list' }, over.map(item))),
  ];
}

// ---- audit ----
const ACTION = { 'traffic.put': 'changed the traffic policy', 'traffic.adopt': 'took over the policy of', 'site.drain': 'drained site', 'site.undrain': 'undrained site', 'fault.start': 'injected', 'fault.end': 'ended fault' };
function describe(entry) {
  if (entry.action === 'fault.start') return `${entry.new?.kind ?? 'a fault'} on ${entry.target}`;
  if (entry.action === 'traffic.put') {
    const weights = Object.entries(entry.new?.weights ?? {}).map(([s, w]) => `${s} ${w}`).join(', ');
    return weights ? `weights ${weights}` : 'no weights';
  }
  return entry.target;
}
const auditCard = () => [h('h2', { id: 'audit-title' }, 'Changes'), state.audit.length === 0 ? h('p', { class: 'empty' }, 'None yet.') : h('div', { class: 'scroll' }, h('table', null,
  h('thead', null, h('tr', null, ['Time', 'Who', 'What', 'Detail'].map(t => h('th', { scope: 'col', class: t === 'Who' ? 'if-wide' : null }, t)))),
  h('tbody', null, state.audit.map(e => h('tr', null, h('td', { class: 'time' }, clock(e.at)), h('td', { class: 'if-wide' }, e.actor), h('td', null, ACTION[e.action] ?? e.action), h('td', null, describe(e)))))))];

// ---- page ----
function summary() {
  const world = state.world;
  if (!world) return ['Connecting …'];
  const bad = world.sites.filter(s => s.status !== 'up'), drained = state.traffic?.policy.drained ?? [];
  const up = world.silos.filter(s => s.status === 'up').length, faults = state.faults?.filter(f => f.state === 'active').length ?? 0;
  const text = bad.length === 0 ? 'All sites serve' : bad.map(s => `Site ${s.site.toUpperCase()} is ${s.status}`).join(', ');
  return [pill(text, bad.length === 0 ? 'up' : bad.some(s => s.status === 'down') ? 'down' : 'warn'), ' ', h('span', { class: 'muted num' },
    [`${up} of ${world.silos.length} silos up`, drained.length && `${drained.map(d => d.toUpperCase()).join(', ')} drained`, faults && plural(faults, 'fault active', 'faults active')].filter(Boolean).join(' · '))];
}
function render() {
  const age = state.at ? Date.now() - state.at : 0, isStale = Boolean(state.error) || age > 5 * PERIOD + HIDDEN_PERIOD;
  document.querySelector('main').classList.toggle('stale', isStale && Boolean(state.at));
  show('subject', state.world ? `${state.world.serviceId} · ${state.traffic?.gateway ?? ''}` : '');
  show('summary', ...summary());
  show('fresh', state.at ? (isStale ? `as of ${seconds(age)} ago` : 'live') : '');
  const message = state.error ?? state.notice;
  $('alert').hidden = !message;
  if (message) show('alert', h('span', null, message), !state.error && h('button', { type: 'button', class: 'small', 'data-do': 'dismiss' }, 'Dismiss'));
  if (!state.world) return;
  show('sites', state.world.sites.map(siteCard));
  show('policy', ...policyCard());
  show('faults', ...faultsCard());
  show('audit', ...auditCard());
}

// ---- talking ----
async function call(method, path, body) {
  const response = await fetch(path, { method, credentials: 'same-origin', cache: 'no-store', signal: AbortSignal.timeout(REQUEST_TIMEOUT),
    headers: body ? { 'Content-Type': 'application/json' } : {}, body: body ? JSON.stringify(body) : undefined });
  const text = await response.text();
  let answer = null;
  try { answer = text ? JSON.parse(text) : null; } catch { /* what is not JSON is told by its status */ }
  if (response.ok) return answer;
  const error = new Error(response.status === 401 ? 'This browser has no key, or an old one. Open this page once as …/?key=KEY.'
    : answer?.detail ?? answer?.title ?? `${path} answered ${response.status}.`);
  error.status = response.status;
  throw error;
}
async function refresh() {
  try {
    const [world, traffic, audit] = await Promise.all([call('GET', '/admin/world'), call('GET', '/admin/traffic'), call('GET', '/admin/audit?last=8')]);
    Object.assign(state, { world, traffic, audit: audit.items, at: Date.now(), error: null, skew: new Date(world.at) - Date.now() });
  } catch (error) {
    state.error = error.status ? error.message : 'This gateway does not answer. What you see is what it said last.';
    return;
  }
  try {
    Object.assign(state, { faults: await call('GET', '/admin/faults'), faultsOff: null });
  } catch (error) {
    Object.assign(state, { faults: null, faultsOff: error.status === 501 ? error.message : `Faults are not known: ${error.message}` });
  }
}
let wake = () => {};
document.addEventListener('visibilitychange', () => wake());
async function loop() {
  for (;;) {
    await refresh();
    render();
    await new Promise(done => { wake = done; setTimeout(done, document.hidden ? HIDDEN_PERIOD : PERIOD); });
  }
}
async function act(busy, work) {
  state.busy.add(busy);
  state.notice = null;
  render();
  try { await work(); } catch (error) { state.notice = error.message; }
  state.busy.delete(busy);
  await refresh();
  render();
}

// ---- confirmation ----
const QUESTIONS = {
  kill: t => [`Kill ${name(t)}?`, t.startsWith('site:') ? 'Every silo, the store and the gateway of the site end at once, without warning. They start again when the fault ends.'
    : 'The process ends at once, without warning. The supervisor starts it again.', 'Kill'],
  pause: t => [`Pause ${name(t)}?`, 'The process is halted and answers nobody, until the fault ends.', 'Pause'],
  stall: t => [`Stall ${name(t)}?`, 'Its connections to the other silos stay open and carry nothing. Its cluster will declare it dead.', 'Stall'],
  cut: () => ['Cut the site link?', 'Nothing crosses between the sites over the site link, in either direction.', 'Cut'],
  delay: () => ['Delay the site link?', 'Everything crosses the site link later, in both directions.', 'Delay'],
};
const name = target => target.startsWith('site:') ? `site ${target.slice(5).toUpperCase()}` : target;
let asked = null;
function ask(kind, target) {
  const [title, text, yes] = QUESTIONS[kind](target);
  asked = { kind, target };
  $('ask-title').textContent = title;
  $('ask-text').textContent = text;
  $('ask-yes').textContent = yes;
  $('ask-yes').classList.toggle('danger', kind === 'kill');
  $('ask-duration-row').hidden = kind === 'kill' && !target.startsWith('site:');
  $('ask-delay-row').hidden = kind !== 'delay';
  $('ask').showModal();
}
function answered() {
  const { kind, target } = asked;
  const body = { kind, target };
  if (!$('ask-duration-row').hidden) body.durationSeconds = Number($('ask-duration').value);
  if (kind === 'delay') body.delayMilliseconds = Number($('ask-delay').value);
  $('ask').close();
  return act(target, () => call('POST', '/admin/faults', body));
}

// ---- events ----
const put = weights => act('weights', async () => { await call('PUT', '/admin/traffic', { version: state.traffic.policy.version, weights }); state.draft = null; });
const DO = {
  theme: toggleTheme,
  dismiss: () => { state.notice = null; render(); },
  drain: b => act(`drain-${b.dataset.site}`, () => call('POST', `/admin/sites/${encodeURIComponent(b.dataset.site)}/drain`)),
  undrain: b => act(`drain-${b.dataset.site}`, () => call('POST', `/admin/sites/${encodeURIComponent(b.dataset.site)}/undrain`)),
  weights: () => put(state.draft ?? Object.fromEntries(state.traffic.sites.map(s => [s.site, 100]))),
  home: () => put({}),
  discard: () => { state.draft = null; render(); },
  fault: b => ask(b.dataset.kind, b.dataset.target),
  heal: b => act(b.dataset.id, () => call('DELETE', `/admin/faults/${encodeURIComponent(b.dataset.id)}`)),
  'ask-no': () => $('ask').close(),
  'ask-yes': answered,
};
document.addEventListener('click', event => {
  const button = event.target.closest('[data-do]');
  if (button && !button.disabled) DO[button.dataset.do](button);
});
document.addEventListener('input', event => {
  const site = event.target.dataset?.weight;
  if (!site) return;
  const policy = state.traffic.policy.weights, isOn = Object.keys(policy).length > 0;
  state.draft ??= Object.fromEntries(state.traffic.sites.map(s => [s.site, isOn ? policy[s.site] ?? 0 : 100]));
  state.draft[site] = Math.max(0, Math.min(1000, Math.round(Number(event.target.value) || 0)));
  render();
});

// ---- theme: the system's, until somebody chooses ----
const dark = matchMedia('(prefers-color-scheme: dark)');
const THEME = 'aa-theme';
const stored = () => { try { return localStorage.getItem(THEME); } catch { return null; } };
const applyTheme = () => { document.documentElement.dataset.theme = stored() ?? (dark.matches ? 'dark' : 'light'); };
function toggleTheme() {
  try { localStorage.setItem(THEME, document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'); } catch { return; }
  applyTheme();
}
dark.addEventListener('change', applyTheme);
applyTheme();
loop();
