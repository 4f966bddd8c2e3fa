// SPDX-License-Identifier: GPL-3.0-or-later
// What the server of the contract tests has: a repository, its workflows, and runs that move on a clock of their own.
import { description } from './contract.mjs';

const example = (name) => structuredClone(description.components.examples[name].value);
const iso = (time) => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');

const deployFile = `name: Deploy to Lightsail
on:
  push:
    branches: [main]
  workflow_dispatch:
    inputs:
      force_rebuild:
        description: Force rebuild without cache
        type: boolean
        default: false
      environment:
        description: Where to
        type: environment
jobs:
  build: {runs-on: ubuntu-latest, steps: [{run: make}]}
`;
const clearFile = `name: Clear Application Caches
on:
  workflow_dispatch:
    inputs:
      target:
        description: What to clear
        type: choice
        required: true
        options: [all, build-cache, images]
        default: all
jobs:
  clear: {runs-on: ubuntu-latest, steps: [{run: make}]}
`;
const announceFile = `name: Announce
on:
  workflow_dispatch:
    inputs:
      message:
        description: What to say
        default: |-
          Deployed.
          Grüße an alle
      times:
        type: number
        default: 1
      loudly:
        description: Tell everybody at once, also those who are not at work
        type: boolean
        default: false
jobs: {}
`;
const manyFile = `on:\n  workflow_dispatch:\n    inputs:\n${Array.from({ length: 26 }, (_, i) => `      i${i}:\n`).join('')}jobs: {}\n`;

const workflows = [
  { id: 101, file: 'deploy.yml', name: 'Deploy to Lightsail', text: deployFile, dispatch: true, inputs: { force_rebuild: {}, environment: {} } },
  { id: 102, file: 'clear-caches.yml', name: 'Clear Application Caches', text: clearFile, dispatch: true,
    inputs: { target: { options: ['all', 'build-cache', 'images'] } } },
  { id: 103, file: 'ci.yml', name: 'CI', text: 'name: CI\non: [push]\njobs: {}\n', dispatch: false, inputs: {} },
  { id: 104, file: 'broken.yml', name: '.github/workflows/broken.yml', text: 'on: [\n', dispatch: false, inputs: {} },
  { id: 105, file: 'many.yml', name: 'Many', text: manyFile, dispatch: true, inputs: {} },
  { id: 106, file: 'old.yml', name: 'Old', text: 'name: Old\non: workflow_dispatch\njobs: {}\n', dispatch: true, inputs: {}, state: 'disabled_manually' },
  { id: 107, file: 'announce.yml', name: 'Announce', text: announceFile, dispatch: true, inputs: { message: {}, times: {}, loudly: {} } },
];

const jobsOf = {
  'clear-caches.yml': () => [
    { name: 'clear', steps: [['Set up job', 2], ['Check out', 1], ['Prune the build cache', 31], ['Remove images', 3], ['Complete job', 1]] }],
  'deploy.yml': (inputs) => [
    { name: 'build', steps: [['Set up job', 2], ['Check out', 1], ['Connect to Lightsail', 3],
      [inputs.force_rebuild === 'true' ? 'Build without cache' : 'Build', 72], ['Complete job', 1]] },
    { name: 'deploy', environment: inputs.environment,
      steps: [['Set up job', 2], ['Check out', 1], ['Start the new containers', 21], ['Wait for health', 5], ['Complete job', 1]] }],
};
const plainJobs = () => [{ name: 'test', steps: [['Set up job', 2], ['Run tests', 20], ['Complete job', 1]] }];

export class World {
  constructor() {
    this.settings = {
      stepSeconds: 10, // what a look at a run moves the clock by
      clockOffset: 0, // seconds that GitHub's clock is ahead of this machine's
      tellsRun: true, installedVersion: '', // of GitHub Enterprise Server; empty: GitHub's own service
      hiddenLooks: 1, // so many lists do not show a new run yet
      twinOf: '', // a file whose dispatch comes twice
      withheld: '', // a file whose dispatch is carried out, and never answered
      lost: '', // a file whose dispatch is neither
      faulty: '', // a file whose dispatch is carried out, and answered with a fault
      failing: {}, // file: step that fails
      archived: false, actionsDisabled: false, remaining: 5000, retryAfter: 0, pageCap: 100,
      reviewer: 'mara', // who may approve what is deployed to production
      ignoresCancel: false, // a run does not react to being cancelled
      scopes: 'repo', // of the token; null: a fine-grained one, which GitHub tells nothing of
      deviceInterval: 1, // seconds between two questions for the token
      deviceAnswers: [], // what the next questions are answered before the token is given: "authorization_pending", "slow_down", …
      faults: [], // { method, path (a part of it), status, body, headers, times }
    };
    this.repositories = ['acme/watchparty', 'mara/watchparty']; // the second is a fork, the same in all but its name
    this.moved = 0;
    this.nextRun = 30433642;
    this.runs = [];
    this.numbers = {};
    this.environments = [{ id: 161171787, name: 'production', reviewers: ['mara'] }, { id: 161171795, name: 'staging', reviewers: [] }];
    this.branches = ['main', 'next'];
    this.tags = ['v1.0'];
    this.caches = [
      { id: 505, ref: 'refs/heads/main', key: 'buildx-main-1', size: 1_024_000_000 }, { id: 506, ref: 'refs/heads/main', key: 'node-modules-abc', size: 61_400_000 },
      { id: 507, ref: 'refs/heads/next', key: 'buildx-next-1', size: 900_000_000 }];
    this.start('ci.yml', 'main', {}, 'push');
    this.move(3600);
  }

  now() {
    return Math.floor(Date.now() / 1000) * 1000 + (this.settings.clockOffset + this.moved) * 1000;
  }
  move(seconds) {
    this.moved += seconds;
  }

  workflow(idOrFile) {
    return workflows.find((workflow) => String(workflow.id) === idOrFile || workflow.file === idOrFile);
  }
  file(path) {
    return workflows.find((workflow) => `.github/workflows/${workflow.file}` === path)?.text;
  }

  start(file, ref, inputs, event = 'workflow_dispatch', actor = 'mara') {
    const workflow = this.workflow(file);
    this.numbers[file] = (this.numbers[file] ?? 0) + 1;
    const run = { id: this.nextRun++, workflow, number: this.numbers[file], ref, inputs, event, actor, attempt: 1, created: this.now(), started: this.now(),
      jobs: (jobsOf[file] ?? plainJobs)(inputs), failing: this.settings.failing[file], hidden: this.settings.hiddenLooks };
    this.runs.unshift(run);
    return run;
  }

  // Where a run stands now: its status, and that of each job and step. `changed` is when it last changed.
  stateOf(run) {
    const now = Math.min(this.now(), run.cancelled ?? Infinity);
    const state = { status: 'queued', conclusion: null, changed: run.started, jobs: [], pending: [] };
    let at = run.started + 2000;
    let stopped = null; // why later jobs do not run
    for (const job of run.jobs) {
      const environment = this.environments.find((one) => one.name === job.environment && one.reviewers.length > 0);
      const shown = { name: job.name, status: 'queued', conclusion: null, started: at, completed: null, steps: [] };
      state.jobs.push(shown);
      if (stopped) {
        Object.assign(shown, { status: 'completed', conclusion: 'skipped', completed: at });
        continue;
      }
      if (environment && now >= at && !run.review) {
        Object.assign(shown, { status: 'waiting' });
        Object.assign(state, { status: 'waiting', changed: at, pending: [environment] });
        break;
      }
      if (environment && run.review === 'rejected') {
        Object.assign(shown, { status: 'completed', conclusion: 'failure', completed: run.reviewed });
        stopped = 'failure';
        state.changed = run.reviewed;
        continue;
      }
      if (environment) at = Math.max(at, run.reviewed) + 1000;
      shown.started = at;
      if (now < at) break;
      state.status = 'in_progress';
      shown.status = 'in_progress';
      state.changed = at;
      let failed = false;
      for (const [index, [name, seconds]] of job.steps.entries()) {
        const step = { name, number: index + 1, status: 'queued', conclusion: null, started: null, completed: null };
        shown.steps.push(step);
        if (failed && name !== 'Complete job') {
          Object.assign(step, { status: 'completed', conclusion: 'skipped', started: at, completed: at });
          continue;
        }
        if (now < at) continue;
        step.started = at;
        step.status = 'in_progress';
        state.changed = at;
        if (now < at + seconds * 1000) {
          at += seconds * 1000;
          continue;
        }
        at += seconds * 1000;
        failed ||= name === run.failing;
        Object.assign(step, { status: 'completed', conclusion: name === run.failing ? 'failure' : 'success', completed: at });
        state.changed = at;
      }
      if (now < at) break;
      Object.assign(shown, { status: 'completed', conclusion: failed ? 'failure' : 'success', completed: at });
      if (failed) stopped = 'failure';
    }
    if (run.cancelled) {
      for (const job of state.jobs.filter((one) => one.status !== 'completed')) {
        Object.assign(job, { status: 'completed', conclusion: 'cancelled', completed: run.cancelled });
        for (const step of job.steps.filter((one) => one.status !== 'completed')) {
          Object.assign(step, { status: 'completed', conclusion: 'cancelled', started: step.started ?? run.cancelled, completed: run.cancelled });
        }
      }
      return { ...state, status: 'completed', conclusion: 'cancelled', changed: run.cancelled };
    }
    if (state.jobs.length === run.jobs.length && state.jobs.every((job) => job.status === 'completed')) {
      state.status = 'completed';
      state.conclusion = stopped ?? 'success';
    }
    return state;
  }

  jobId(run, index) {
    return run.id * 100 + run.attempt * 10 + index;
  }
  findJob(id) {
    for (const run of this.runs) {
      const state = this.stateOf(run);
      const index = state.jobs.findIndex((_, i) => this.jobId(run, i) === id);
      if (index >= 0) return { run, job: state.jobs[index] };
    }
    return null;
  }

  // ---- as GitHub writes it: its own examples, with what this world knows in their place ----------------------------------

  repositoryJson(fullName) {
    // GitHub's own example lacks what its description wants of a fork's source.
    return { ...example('full-repository-default-response'), source: undefined, parent: undefined, full_name: fullName, name: 'watchparty', default_branch: 'main', archived: this.settings.archived,
      html_url: 'https://github.com/acme/watchparty', language: null, permissions: { admin: false, maintain: false, push: true, triage: true, pull: true } };
  }
  workflowJson(workflow) {
    return { ...example('workflow'), id: workflow.id, name: workflow.name, path: `.github/workflows/${workflow.file}`, state: workflow.state ?? 'active' };
  }
  runJson(run) {
    const state = this.stateOf(run);
    const json = example('workflow-run');
    const actor = { ...json.actor, login: run.actor };
    return { ...json, id: run.id, name: run.workflow.name, display_title: run.workflow.name, path: `.github/workflows/${run.workflow.file}`, run_number: run.number,
      run_attempt: run.attempt, event: run.event, status: state.status, conclusion: state.conclusion, head_branch: run.ref, workflow_id: run.workflow.id,
      head_sha: '9f3c1ab0000000000000000000000000000000ff', html_url: `https://github.com/acme/watchparty/actions/runs/${run.id}`, actor,
      triggering_actor: { ...actor, login: run.attempter ?? run.actor },
      created_at: iso(run.created), run_started_at: iso(run.started), updated_at: iso(state.changed) };
  }
  jobsJson(run) {
    return this.stateOf(run).jobs.map((job, index) => ({ ...example('job-paginated').jobs[0], id: this.jobId(run, index), run_id: run.id, run_attempt: run.attempt,
      name: job.name, status: job.status, conclusion: job.conclusion, started_at: iso(job.started), completed_at: job.completed ? iso(job.completed) : null,
      created_at: iso(run.started), html_url: `https://github.com/acme/watchparty/actions/runs/${run.id}/job/${this.jobId(run, index)}`,
      steps: job.steps.map((step) => ({ name: step.name, number: step.number, status: step.status, conclusion: step.conclusion,
        started_at: step.started ? iso(step.started) : null, completed_at: step.completed ? iso(step.completed) : null })) }));
  }
  cacheJson(cache) {
    return { ...example('actions-cache-list').actions_caches[0], id: cache.id, ref: cache.ref, key: cache.key, size_in_bytes: cache.size,
      created_at: iso(this.now() - 3 * 86_400_000), last_accessed_at: iso(this.now() - 5 * 3_600_000) };
  }
  logText(run, job) {
    const stamp = new Date(job.started).toISOString().replace('Z', '0000Z');
    return job.steps.map((step) => `${stamp} ##[group]${step.name}\n${stamp} ${step.name === 'Build without cache' ? 'docker compose build --no-cache' : 'doing it'}\n${stamp} ##[endgroup]\n`)
      .join('') + (job.conclusion === 'failure' ? `${stamp} ##[error]Process completed with exit code 1.\n` : '');
  }
}
