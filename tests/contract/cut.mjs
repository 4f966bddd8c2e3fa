// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts GitHub's description of its API down to what Layerdeck asks: node cut.mjs api.github.com.json description.json
import { readFileSync, writeFileSync } from 'node:fs';

const [source, target] = process.argv.slice(2);
const description = JSON.parse(readFileSync(source, 'utf8'));

const repository = '/repos/{owner}/{repo}';
const used = [
  '/user', '/meta', repository,
  ...['/branches', '/tags', '/environments', '/contents/{path}', '/check-runs/{check_run_id}/annotations',
    '/actions/workflows', '/actions/workflows/{workflow_id}', '/actions/workflows/{workflow_id}/dispatches',
    '/actions/workflows/{workflow_id}/runs', '/actions/runs', '/actions/runs/{run_id}', '/actions/runs/{run_id}/jobs',
    '/actions/runs/{run_id}/cancel', '/actions/runs/{run_id}/force-cancel', '/actions/runs/{run_id}/rerun',
    '/actions/runs/{run_id}/rerun-failed-jobs', '/actions/runs/{run_id}/pending_deployments', '/actions/jobs/{job_id}/logs',
    '/actions/caches', '/actions/caches/{cache_id}', '/actions/cache/usage', '/actions/cache/storage-limit'].map((path) => repository + path),
];

const cut = { openapi: description.openapi, info: description.info, paths: {}, components: {} };
const pending = [];

function visit(node) {
  if (Array.isArray(node)) {
    node.forEach(visit);
  } else if (node && typeof node === 'object') {
    if (typeof node.$ref === 'string') pending.push(node.$ref);
    Object.values(node).forEach(visit);
  }
}

for (const path of used) {
  if (!description.paths[path]) throw new Error(`GitHub's description has no ${path}`);
  cut.paths[path] = description.paths[path];
  visit(cut.paths[path]);
}
while (pending.length > 0) {
  const [, section, kind, name] = pending.pop().split('/');
  cut[section][kind] ??= {};
  if (name in cut[section][kind]) continue;
  cut[section][kind][name] = description[section][kind][name];
  visit(cut[section][kind][name]);
}
// It takes ranges (">=2026-11-28T12:00:00Z") and says that it is a time.
delete cut.components.parameters.created.schema.format;

writeFileSync(target, JSON.stringify(cut));
