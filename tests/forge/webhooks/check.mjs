// check.mjs PROFFER PACKAGES: gives each payload to `proffer plan` and compares the tasks with what this file says of the event. The two
// know nothing of each other: what counts is written here a second time, from GitHub's documentation.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const [proffer, packages] = process.argv.slice(2);
const root = join(packages, 'node_modules/@octokit/webhooks-examples');
const directory = mkdtempSync(join(tmpdir(), 'proffer-webhooks-'));
const run = promisify(execFile);
const environment = { PATH: process.env.PATH, HOME: directory, GIT_CONFIG_NOSYSTEM: '1', TMPDIR: directory };

function readAll() {
  const all = [];
  for (const name of readdirSync(root, { withFileTypes: true })) {
    if (!name.isDirectory()) continue;
    for (const event of JSON.parse(readFileSync(join(root, name.name, 'index.json'), 'utf8')))
      event.examples.forEach((payload, i) => all.push({ where: `${name.name} ${event.name} ${i}`, event: event.name, payload }));
  }
  return all;
}

function labelsOf({ event, payload }) {
  if (event !== 'issues' || payload.issue.pull_request) return [];
  if (payload.action === 'labeled' && payload.label) return [payload.label.name];
  return ['labeled', 'opened', 'edited'].includes(payload.action) ? (payload.issue.labels ?? []).map((label) => label.name) : [];
}

const trusted = ['push', 'pull_request', 'schedule', 'workflow_dispatch', 'repository_dispatch', 'merge_group', 'release'];

function expected({ event, payload }) {
  const tells = (text) => (text?.startsWith('/') ? [] : ['feedback']);
  switch (event) {
    case 'issues': return labelsOf({ event, payload }).length > 0 ? ['label'] : [];
    case 'issue_comment': return payload.action === 'created' && payload.issue.pull_request ? tells(payload.comment.body) : [];
    case 'pull_request_review_comment': return payload.action === 'created' ? tells(payload.comment.body) : [];
    case 'pull_request_review': return payload.action === 'submitted' && payload.review.body ? tells(payload.review.body) : [];
    case 'push': return payload.ref.startsWith('refs/heads/') && !payload.deleted ? ['push'] : [];
    case 'workflow_dispatch':
    case 'repository_dispatch': return ['dispatch'];
    case 'workflow_run': {
      const failed = ['failure', 'timed_out'].includes(payload.workflow_run.conclusion);
      return payload.action === 'completed' && failed && trusted.includes(payload.workflow_run.event) ? ['mend'] : [];
    }
    default: return [];
  }
}

function prepare(all) {
  const git = (...args) => execFileSync('git', ['-C', directory, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { env: environment });
  git('init', '--quiet');
  const labels = JSON.stringify([...new Set(all.flatMap(labelsOf))]);
  writeFileSync(join(directory, '.proffer.yml'), `version: 1
allowed: [src/]
tasks:
  label: {on: {issue-label: ${labels}}, instruction: x}
  feedback: {on: review-comment, instruction: x}
  push: {on: push, instruction: x}
  dispatch: {on: dispatch, instruction: x}
  mend: {on: workflow-failure, instruction: x}
`);
  git('add', '.');
  git('commit', '--quiet', '--message', 'base');
}

async function plan(file, name) {
  const env = name ? { ...environment, GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: file } : environment;
  const args = ['plan', '--repo', directory, '-q', ...(name ? [] : ['--event', file])];
  const { stdout } = await run(proffer, args, { env });
  return JSON.parse(stdout).include.map((entry) => entry.task);
}

async function check(example, index, problems) {
  const file = join(directory, `${index}.json`);
  writeFileSync(file, JSON.stringify(example.payload));
  for (const name of [example.event, '']) {
    const wanted = expected(example).join();
    const got = await plan(file, name).then((tasks) => tasks.join(), (error) => `exit ${error.code ?? error.signal}: ${error.stderr}`);
    if (got !== wanted) problems.push(`${example.where}${name ? '' : ' (by its shape)'}: expected [${wanted}], got [${got}]`);
  }
  rmSync(file);
}

const all = readAll();
const problems = [];
prepare(all);
let next = 0;
const worker = async () => { while (next < all.length) { const i = next++; await check(all[i], i, problems); } };
await Promise.all([worker(), worker(), worker()]);
rmSync(directory, { recursive: true });
const ours = all.filter((example) => expected(example).length > 0).length;
console.log(`${all.length} payloads, ${ours} of them start a task, ${problems.length} wrong`);
problems.slice(0, 40).forEach((problem) => console.log(problem));
if (all.length < 300 || ours < 40) console.log('too few payloads: is the package complete?');
process.exit(problems.length > 0 || all.length < 300 || ours < 40 ? 1 : 0);
