// SPDX-License-Identifier: GPL-3.0-or-later
// GitHub's API for tests: stateful, on loopback, each request and each answer held against GitHub's own description.
// Writes its addresses as one line of JSON and ends with its standard input. Under /_control a test reads what did not fit
// and sets how the world behaves.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { Contract, description } from './contract.mjs';
import { World } from './world.mjs';

const contract = new Contract();
let world = new World();
const requests = []; // what was asked, in order
const storage = []; // what the store of logs was asked
const signatures = new Map();
let device = { asked: 0 }; // the code that was given out last

const said = (status, message, headers = {}) => ({ status, body: { message, documentation_url: 'https://docs.github.com/rest' }, headers });
const notFound = () => said(404, 'Not Found');

function refused(request) {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token === 'contract-token') return null;
  if (token === undefined) return request.path === '/meta' ? null : said(401, 'Requires authentication');
  if (token === 'contract-sso') {
    return said(403, 'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
      { 'X-GitHub-SSO': 'required; url=https://github.com/orgs/acme/sso?authorization_request=A1' });
  }
  // Everything but the annotations: the right "Checks read" is missing.
  if (token === 'contract-no-checks') {
    if (!request.path.includes('/check-runs/')) return null;
    return said(403, 'Resource not accessible by personal access token', { 'X-Accepted-GitHub-Permissions': 'checks=read' });
  }
  if (token === 'contract-reader') {
    if (request.method === 'GET') return null;
    return said(403, 'Resource not accessible by personal access token', { 'X-Accepted-GitHub-Permissions': 'actions=write' });
  }
  return said(401, 'Bad credentials');
}

function fault(request) {
  const found = world.settings.faults.find((one) => one.times > 0 && one.method === request.method && request.path.includes(one.path));
  if (!found) return null;
  found.times -= 1;
  return { status: found.status, body: found.body ?? {}, headers: found.headers ?? {} };
}

function paged(request, items, wrap) {
  const size = Math.min(Number(request.query.get('per_page') ?? 30), world.settings.pageCap);
  const page = Number(request.query.get('page') ?? 1);
  const shown = items.slice((page - 1) * size, page * size);
  const headers = {};
  if (page * size < items.length) {
    const next = new URLSearchParams(request.query);
    next.set('page', page + 1);
    headers.Link = `<${api()}/repositories/1296269${request.path.replace(/^\/repos\/[^/]+\/[^/]+/, '')}?${next}>; rel="next"`;
  }
  return { status: 200, body: wrap(shown, items.length), headers };
}

function dispatch(request, values) {
  const workflow = world.workflow(values.workflow_id);
  const { ref, inputs = {}, return_run_details: details } = JSON.parse(request.body);
  const old = world.settings.installedVersion && Number(world.settings.installedVersion.split('.')[1]) < 21;
  if (details !== undefined && old) return said(400, 'Invalid request. "return_run_details" is not a permitted key.');
  if (!workflow) return notFound();
  if (world.settings.lost === workflow.file) return { isSilent: true };
  if (world.settings.archived) return said(403, 'Repository was archived so is read-only.');
  if (world.settings.actionsDisabled) return said(422, 'Actions has been disabled for this repository.');
  if (workflow.state) return said(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow");
  const branch = ref.replace(/^refs\/(heads|tags)\//, '');
  if (![...world.branches, ...world.tags].includes(branch)) return said(422, `No ref found for: ${ref}`);
  if (!workflow.dispatch) return said(422, "Workflow does not have 'workflow_dispatch' trigger");
  const unknown = Object.keys(inputs).filter((name) => !(name in workflow.inputs));
  if (unknown.length > 0) return said(422, `Unexpected inputs provided: ${JSON.stringify(unknown)}`);
  for (const [name, value] of Object.entries(inputs)) {
    const { options } = workflow.inputs[name];
    if (typeof value !== 'string') contract.note(`dispatch: the input ${name} is no text`);
    if (options && !options.includes(value)) return said(422, `Provided value '${value}' for input '${name}' not in the list of allowed values`);
  }
  const run = world.start(workflow.file, branch, inputs);
  // Somebody presses the same button elsewhere in the same moment.
  if (world.settings.twinOf === workflow.file) world.start(workflow.file, branch, inputs);
  if (world.settings.withheld === workflow.file) return { isSilent: true };
  if (world.settings.faulty === workflow.file) return said(502, 'Bad Gateway');
  if (!details) return { status: 204 };
  return { status: 200, body: { workflow_run_id: run.id, run_url: `${api()}/repos/acme/watchparty/actions/runs/${run.id}`, html_url: `https://github.com/acme/watchparty/actions/runs/${run.id}` } };
}

function listRuns(request, workflow) {
  world.move(2);
  const wanted = (name, value) => !request.query.get(name) || request.query.get(name) === value;
  const from = /^>=(.+)$/.exec(request.query.get('created') ?? '')?.[1];
  const fitting = world.runs.filter((run) => (!workflow || run.workflow === workflow) && wanted('branch', run.ref) && wanted('event', run.event)
    && wanted('actor', run.actor) && (!from || run.created >= Date.parse(from)) && run.hidden-- <= 0);
  return paged(request, fitting, (shown, total) => ({ total_count: total, workflow_runs: shown.map((run) => world.runJson(run)) }));
}

// What each operation does, by its place in the description. `run` is the run that the path names.
const repo = '/repos/{owner}/{repo}';
const handlers = {
  'get /user': () => ({ status: 200, body: { ...userJson(), login: 'mara' }, headers: world.settings.scopes === null ? {} : { 'X-OAuth-Scopes': world.settings.scopes } }),
  'get /meta': () => ({ status: 200, body: { verifiable_password_authentication: false, ...(world.settings.installedVersion ? { installed_version: world.settings.installedVersion } : {}) } }),
  [`get ${repo}`]: (request, values) => ({ status: 200, body: world.repositoryJson(`${values.owner}/${values.repo}`) }),
  [`get ${repo}/branches`]: (request) => paged(request, world.branches, (shown) => shown.map((name) => ({ name, protected: false, commit: description.components.examples['short-branch-with-protection-items'].value[0].commit }))),
  [`get ${repo}/tags`]: (request) => paged(request, world.tags, (shown) => shown.map((name) => ({ ...description.components.examples['tag-items'].value[0], name }))),
  [`get ${repo}/environments`]: (request) => paged(request, world.environments, (shown, total) => ({ total_count: total,
    environments: shown.map(({ id, name }) => ({ ...structuredClone(description.components.examples.environments.value.environments[0]), id, name })) })),
  [`get ${repo}/contents/{path}`]: (request, values) => {
    const ref = request.query.get('ref');
    const text = ref && ![...world.branches, ...world.tags].includes(ref) ? undefined : world.file(values.path);
    if (text === undefined) return ref && !world.branches.includes(ref) ? said(404, `No commit found for the ref ${ref}`) : notFound();
    return { status: 200, raw: text };
  },
  [`get ${repo}/actions/workflows`]: (request) => paged(request, workflowsOf(), (shown, total) => ({ total_count: total, workflows: shown.map((one) => world.workflowJson(one)) })),
  [`post ${repo}/actions/workflows/{workflow_id}/dispatches`]: dispatch,
  [`get ${repo}/actions/workflows/{workflow_id}/runs`]: (request, values) => (world.workflow(values.workflow_id) ? listRuns(request, world.workflow(values.workflow_id)) : notFound()),
  [`get ${repo}/actions/runs`]: (request) => listRuns(request),
  [`get ${repo}/actions/runs/{run_id}`]: (request, values, run) => {
    world.move(world.settings.stepSeconds);
    return { status: 200, body: world.runJson(run) };
  },
  [`get ${repo}/actions/runs/{run_id}/jobs`]: (request, values, run) => paged(request, world.jobsJson(run), (shown, total) => ({ total_count: total, jobs: shown })),
  [`post ${repo}/actions/runs/{run_id}/cancel`]: (request, values, run) => cancel(run, world.settings.ignoresCancel),
  [`post ${repo}/actions/runs/{run_id}/force-cancel`]: (request, values, run) => cancel(run),
  [`post ${repo}/actions/runs/{run_id}/rerun`]: (request, values, run) => again(run),
  [`post ${repo}/actions/runs/{run_id}/rerun-failed-jobs`]: (request, values, run) => again(run),
  [`get ${repo}/actions/runs/{run_id}/pending_deployments`]: (request, values, run) => ({ status: 200, body: world.stateOf(run).pending.map((environment) => pendingJson(environment)) }),
  [`post ${repo}/actions/runs/{run_id}/pending_deployments`]: (request, values, run) => {
    const { environment_ids: ids, state } = JSON.parse(request.body);
    const waits = world.stateOf(run).pending;
    if (!waits.some((environment) => ids.includes(environment.id))) return said(422, 'No pending deployment requests to approve or reject');
    Object.assign(run, { review: state, reviewed: world.now() });
    return { status: 200, body: description.components.examples['deployment-items'].value };
  },
  [`get ${repo}/actions/jobs/{job_id}/logs`]: (request, values) => {
    const found = world.findJob(Number(values.job_id));
    if (!found) return notFound();
    if (found.run.logsGone) return said(410, 'Gone');
    if (found.job.status !== 'completed') return notFound();
    const signature = createHash('sha256').update(`${values.job_id} ${storage.length} ${signatures.size}`).digest('hex');
    signatures.set(signature, { until: world.now() + 60_000, text: world.logText(found.run, found.job) });
    return { status: 302, headers: { Location: `${store()}/log?sig=${signature}` } };
  },
  [`get ${repo}/check-runs/{check_run_id}/annotations`]: (request, values) => {
    const found = world.findJob(Number(values.check_run_id));
    if (!found) return notFound();
    return paged(request, found.job.name === 'build' ? [annotation()] : [], (shown) => shown);
  },
  [`get ${repo}/actions/caches`]: (request) => paged(request, cachesOf(request), (shown, total) => ({ total_count: total, actions_caches: shown.map((one) => world.cacheJson(one)) })),
  [`delete ${repo}/actions/caches/{cache_id}`]: (request, values) => {
    const before = world.caches.length;
    world.caches = world.caches.filter((cache) => cache.id !== Number(values.cache_id));
    return world.caches.length < before ? { status: 204 } : notFound();
  },
  [`get ${repo}/actions/cache/usage`]: () => ({ status: 200, body: { full_name: 'acme/watchparty', active_caches_count: world.caches.length,
    active_caches_size_in_bytes: world.caches.reduce((sum, cache) => sum + cache.size, 0) } }),
  [`get ${repo}/actions/cache/storage-limit`]: () => ({ status: 200, body: { max_cache_size_gb: 10 } }),
};

function userJson() {
  return structuredClone(description.components.examples['private-user-response-with-public-and-private-profile-information'].value);
}
function workflowsOf() {
  return ['101', '102', '103', '104', '105', '106', '107'].map((id) => world.workflow(id));
}
function cachesOf(request) {
  const key = request.query.get('key') ?? '';
  const ref = request.query.get('ref');
  return world.caches.filter((cache) => cache.key.startsWith(key) && (!ref || cache.ref === ref));
}
function annotation() {
  return { ...description.components.examples['check-annotation-items'].value[0], annotation_level: 'warning', title: 'Chunks', message: 'Some chunks are larger than 500 kB', path: 'vite.config.js', start_line: 7, end_line: 7 };
}
function pendingJson(environment) {
  const json = structuredClone(description.components.examples['pending-deployment-items'].value[0]);
  const reviewers = environment.reviewers.map(() => world.settings.reviewer);
  return { ...json, environment: { ...json.environment, id: environment.id, name: environment.name }, current_user_can_approve: reviewers.includes('mara'),
    reviewers: reviewers.map((login) => ({ type: 'User', reviewer: { ...json.reviewers.find((one) => one.type === 'User').reviewer, login } })) };
}
function cancel(run, ignored = false) {
  if (world.stateOf(run).status === 'completed') return said(409, 'Cannot cancel a workflow run that is completed.');
  if (!ignored) run.cancelled = world.now();
  return { status: 202, body: {} };
}
function again(run) {
  if (world.stateOf(run).status !== 'completed') return said(403, 'The workflow run is already running');
  Object.assign(run, { attempt: run.attempt + 1, attempter: 'mara', started: world.now(), cancelled: undefined, failing: undefined, review: undefined });
  return { status: 201, body: {} };
}

// GitHub's pages for apps are not in the description of its API; these do as its documentation says.
function devicePages(request) {
  for (const header of ['authorization', 'cookie']) {
    if (request.headers[header]) contract.note(`${request.path}: the header ${header} was sent`);
  }
  if (request.headers.accept !== 'application/json') contract.note(`${request.path}: JSON was not asked for`);
  const asked = JSON.parse(request.body);
  if (asked.client_id !== 'contract-client') return { status: 404, body: { error: 'Not Found' } };
  if (request.path === '/login/device/code') {
    device = { asked: 0 };
    return { status: 200, body: { device_code: 'contract-device', user_code: 'WDJB-MJHT', verification_uri: `${api()}/login/device`, expires_in: 900, interval: world.settings.deviceInterval } };
  }
  if (asked.grant_type !== 'urn:ietf:params:oauth:grant-type:device_code' || asked.device_code !== 'contract-device') return { status: 200, body: { error: 'incorrect_device_code' } };
  device.asked += 1;
  const [answered] = world.settings.deviceAnswers.splice(0, 1);
  if (answered) return { status: 200, body: { error: answered, error_description: 'The description of it.', interval: 10 } };
  return { status: 200, body: { access_token: 'contract-token', token_type: 'bearer', scope: 'repo' } };
}

function answer(request) {
  if (request.path.startsWith('/login/') && request.method === 'POST') return devicePages(request);
  const barred = world.settings.retryAfter > 0 || world.settings.remaining <= 0;
  if (barred) {
    const secondary = world.settings.retryAfter > 0;
    return said(secondary ? 429 : 403, secondary ? 'You have exceeded a secondary rate limit.' : 'API rate limit exceeded', secondary ? { 'Retry-After': String(world.settings.retryAfter) } : {});
  }
  // A repository keeps its number when it is renamed.
  const renamed = /^\/repos\/acme\/oldparty(.*)$/.exec(request.path);
  if (renamed) return { status: request.method === 'GET' ? 301 : 307, headers: { Location: `${api()}/repositories/1296269${renamed[1]}${request.query.size ? `?${request.query}` : ''}` } };
  request.path = request.path.replace(/^\/repositories\/1296269(?=\/|$)/, '/repos/acme/watchparty');
  const found = contract.operation(request.method, request.path);
  if (!found) {
    contract.note(`${request.method} ${request.path}: GitHub's description has no such call`);
    return notFound();
  }
  const known = contract.violations.length;
  contract.checkRequest(found, request);
  const no = fault(request) ?? refused(request) ?? (contract.violations.length > known ? said(400, 'Problems parsing the request') : null);
  if (no) return no;
  if (found.values.repo && !world.repositories.includes(`${found.values.owner}/${found.values.repo}`)) return notFound();
  const run = found.values.run_id ? world.runs.find((one) => one.id === Number(found.values.run_id)) : null;
  if (found.values.run_id && !run) return notFound();
  const handler = handlers[`${found.method} ${found.template}`];
  if (!handler) return said(501, 'The test server does not do that');
  const result = handler(request, found.values, run);
  // Bytes of a file are what was asked for in place of the described object.
  if (result.raw === undefined && !result.isSilent) contract.checkAnswer(found, result.status, result.body);
  return result;
}

function finish(request, response, result) {
  if (result.isSilent) return;
  const text = result.raw ?? (result.body === undefined ? '' : JSON.stringify(result.body));
  const headers = { Date: new Date(world.now()).toUTCString(), 'X-GitHub-Request-Id': `T:${requests.length}`, ...result.headers };
  if (request.method === 'GET' && result.status === 200) {
    headers.ETag = `W/"${createHash('sha256').update(text).digest('hex')}"`;
    if (request.headers['if-none-match'] === headers.ETag) result.status = 304;
  }
  if (result.status !== 304 && world.settings.remaining > 0) world.settings.remaining -= 1;
  Object.assign(headers, { 'X-RateLimit-Limit': '5000', 'X-RateLimit-Remaining': String(world.settings.remaining), 'X-RateLimit-Resource': 'core',
    'X-RateLimit-Reset': String(Math.floor(world.now() / 1000) + 1800) });
  if (text) headers['Content-Type'] = result.raw === undefined ? 'application/json; charset=utf-8' : 'application/vnd.github.raw+json';
  requests.at(-1).status = result.status;
  response.writeHead(result.status, headers);
  response.end(result.status === 304 || result.status === 204 ? undefined : text);
}

function control(request, response) {
  const asked = request.body ? JSON.parse(request.body) : {};
  if (asked.reset) {
    world = new World();
    contract.violations.length = requests.length = storage.length = 0;
    device = { asked: 0 };
  }
  Object.assign(world.settings, asked.set ?? {});
  if (asked.move) world.move(asked.move);
  if (asked.start) world.start(asked.start.file, asked.start.ref, asked.start.inputs ?? {}, asked.start.event, asked.start.actor);
  if (asked.remove) world.runs = world.runs.filter((run) => run.id !== asked.remove);
  if (asked.forgetLogs) world.runs.forEach((run) => { run.logsGone = true; });
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ violations: contract.violations, requests, storage, device, caches: world.caches,
    runs: world.runs.map((run) => ({ id: run.id, file: run.workflow.file, ref: run.ref, inputs: run.inputs, event: run.event, attempt: run.attempt, ...world.stateOf(run) })) }));
}

function serve(handle) {
  const server = createServer((incoming, response) => {
    const parts = [];
    incoming.on('data', (part) => parts.push(part));
    incoming.on('end', () => {
      const url = new URL(incoming.url, 'http://127.0.0.1');
      handle({ method: incoming.method, path: url.pathname.replace(/^\/api\/v3/, ''), query: url.searchParams, headers: incoming.headers, body: Buffer.concat(parts).toString() }, response);
    });
  });
  server.listen(0, '127.0.0.1');
  return server;
}

const apiServer = serve((request, response) => {
  if (request.path === '/_control') return control(request, response);
  requests.push({ method: request.method, path: request.path, query: String(request.query), body: request.body, conditional: 'if-none-match' in request.headers });
  return finish(request, response, answer(request));
});
const storeServer = serve((request, response) => {
  storage.push({ path: request.path, headers: Object.keys(request.headers) });
  if (request.headers.authorization) contract.note('the token was sent to the store of logs');
  const known = signatures.get(request.query.get('sig'));
  const good = known && world.now() <= known.until;
  response.writeHead(good ? 200 : 403, { 'Content-Type': 'text/plain' });
  response.end(good ? known.text : 'the link is no longer good');
});
const api = () => `http://127.0.0.1:${apiServer.address().port}`;
const store = () => `http://127.0.0.1:${storeServer.address().port}`;

await Promise.all([apiServer, storeServer].map((server) => new Promise((resolve) => { server.once('listening', resolve); })));
console.log(JSON.stringify({ api: api(), storage: store() }));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
