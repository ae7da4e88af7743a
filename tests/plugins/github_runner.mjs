// github_runner.mjs PACKAGES: runs a composite action, or a whole workflow, as GitHub and its runner do. Standard input is JSON with
//   action or workflow   directory of action.yml, or the workflow's file
//   with                 the inputs that a workflow gives to the action
//   github, secrets, vars, inputs   the contexts; of `github` variables are made as the runner makes them
//   event                the payload
//   env                  further variables of the job
//   temp                 a directory for the runner's files
//   own                  the directory that stands for our own action, wherever a workflow takes it from
//   stands_for           outputs that stand for those of foreign actions, by the name of the action
//   cancel               {"after_ms": …, "signals": ["SIGINT", "SIGTERM"]}: the step's process alone gets the first signal, 7.5 s later the
//                        second, 2.5 s later its tree is killed (actions/runner, ProcessInvoker)
// Prints JSON: exit, outputs, commands (as the runner reads them from the log), log, summary, path, orphans (processes that still run when a
// step has ended, found as the runner finds them: by RUNNER_TRACKING_ID in their environment), jobs (how each ended). Expressions are
// evaluated by GitHub's own package.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire, register } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const packages = resolve(process.argv[2]);
register("./json_modules.mjs", import.meta.url);
const { Parser, Lexer, Evaluator, data } = await import(pathToFileURL(join(packages, "node_modules/@actions/expressions/dist/index.js")));
const YAML = await import(pathToFileURL(createRequire(join(packages, "package.json")).resolve("yaml")));

const order = JSON.parse(readFileSync(0, "utf8"));
const result = { exit: 0, outputs: {}, commands: [], log: "", summary: "", path: "", orphans: [], jobs: {} };
const k_tracking = `github_${randomUUID()}`;
mkdirSync(order.temp, { recursive: true });

// Expressions -------------------------------------------------------------------------------------------------------------------------

function toData(value) {
  if (value === null || value === undefined) return new data.Null();
  if (typeof value === "string") return new data.StringData(value);
  if (typeof value === "number") return new data.NumberData(value);
  if (typeof value === "boolean") return new data.BooleanData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(toData));
  return new data.Dictionary(...Object.entries(value).map(([key, one]) => ({ key, value: toData(one) })));
}

function evaluate(expression, contexts) {
  const status = contexts.status ?? { success: true, failure: false, cancelled: false };
  const words = { ...status, always: true };
  const functions = Object.entries(words).map(([name, is]) => ({ name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(is) }));
  const { tokens } = new Lexer(expression).lex();
  const parsed = new Parser(tokens, ["github", "inputs", "steps", "env", "secrets", "vars", "needs", "matrix", "strategy", "runner"], functions).parse();
  return new Evaluator(parsed, toData(contexts), new Map(functions.map((one) => [one.name, one]))).evaluate();
}

const fill = (text, contexts) =>
  typeof text !== "string" ? String(text) : text.replaceAll(/\$\{\{(.*?)\}\}/gs, (_, expression) => evaluate(expression, contexts).coerceString());

const bare = (text) => String(text).trim().replace(/^\$\{\{(.*)\}\}$/s, "$1");

// A condition without a word on the status holds only after success.
function holds(condition, contexts) {
  const asked = bare(condition ?? "success()");
  const whole = /\b(success|failure|cancelled|always)\s*\(/.test(asked) ? asked : `success() && (${asked})`;
  return evaluate(`(${whole}) && 'yes' || ''`, contexts).coerceString() === "yes";
}

const valueOf = (text, contexts) => JSON.parse(evaluate(`toJSON(${bare(text)})`, contexts).coerceString());
const fillAll = (map, contexts) => Object.fromEntries(Object.entries(map ?? {}).map(([name, value]) => [name, fill(value, contexts)]));

// A step that is a script ---------------------------------------------------------------------------------------------------------------

let files_made = 0;
function file(name, text = "") {
  const path = join(order.temp, `${++files_made}-${name}`);
  writeFileSync(path, text);
  return path;
}

// GITHUB_TOKEN is not among what a step gets by itself.
function variables(own, files, action_path) {
  const env = { ...order.env, CI: "true", GITHUB_ACTIONS: "true" };
  if (action_path) env.GITHUB_ACTION_PATH = resolve(action_path);
  for (const name of ["actor", "api_url", "event_name", "graphql_url", "ref", "ref_name", "repository", "run_attempt", "run_id", "server_url", "sha", "workspace"])
    if (order.github[name] !== undefined) env[`GITHUB_${name.toUpperCase()}`] = String(order.github[name]);
  Object.assign(env, { RUNNER_OS: "Linux", RUNNER_ARCH: "X64", RUNNER_TEMP: order.temp, RUNNER_TRACKING_ID: k_tracking,
    RUNNER_TOOL_CACHE: join(order.temp, "../tool-cache"), GITHUB_EVENT_PATH: files.event });
  for (const name of ["output", "env", "path", "state", "step_summary"]) env[`GITHUB_${name.toUpperCase()}`] = files[name];
  env.PATH = [...result.path.split("\n").filter(Boolean).reverse(), env.PATH].join(":");
  return { ...env, ...own };
}

// Files of outputs: `name=value`, and `name<<delimiter` up to a line that is the delimiter.
function readPairs(text) {
  const pairs = {};
  const lines = text.split(/\r?\n/);
  for (let i = 0; i < lines.length; ++i) {
    const heredoc = lines[i].match(/^([^=]*?)<<(.+)$/);
    if (heredoc) {
      const end = lines.indexOf(heredoc[2], i + 1);
      if (end < 0) throw new Error(`the delimiter of '${heredoc[1]}' does not come again`);
      pairs[heredoc[1]] = lines.slice(i + 1, end).join("\n");
      i = end;
    } else if (lines[i]) {
      const equals = lines[i].indexOf("=");
      if (equals < 1) throw new Error(`'${lines[i]}' is no output`);
      pairs[lines[i].slice(0, equals)] = lines[i].slice(equals + 1);
    }
  }
  return pairs;
}

// What the runner takes for a command: `::name key=value::data` behind blanks, and the older `##[name]data` anywhere.
const k_commands = ["add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group", "notice", "remove-matcher",
  "save-state", "set-env", "set-output", "stop-commands", "warning"];
function readCommands(log) {
  const commands = [];
  let stopped = "";
  for (const line of log.split(/\r\n|\r|\n/)) {
    const found = line.trimStart().match(/^::([^\s:]+)\s*([^:]*(?::(?!:)[^:]*)*)?::(.*)$/) ?? line.match(/##\[([a-z-]+)([^\]]*)\](.*)$/);
    if (!found) continue;
    if (stopped) {
      if (found[1] === stopped) stopped = "";
      continue;
    }
    if (!k_commands.includes(found[1])) continue;
    if (found[1] === "stop-commands") stopped = found[3];
    commands.push({ name: found[1], properties: found[2] ?? "", data: found[3] });
  }
  if (stopped) throw new Error("commands stay stopped");
  return commands;
}

function killTree(pid) {
  const children = existsSync(`/proc/${pid}/task/${pid}/children`) ? readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8") : "";
  for (const child of children.trim().split(" ").filter(Boolean)) killTree(Number(child));
  try { process.kill(pid, "SIGKILL"); } catch { /* it has ended */ }
}

function cancel(child) {
  const [first, second] = order.cancel.signals;
  child.kill(first);
  const timers = [setTimeout(() => second && child.kill(second), 7500), setTimeout(() => killTree(child.pid), 10000)];
  child.on("close", () => timers.forEach(clearTimeout));
}

function findOrphans() {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      if (Number(pid) !== process.pid && readFileSync(`/proc/${pid}/environ`, "utf8").includes(k_tracking))
        result.orphans.push(readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " "));
    } catch { /* it has ended, or is another user's */ }
  }
}

// Gives {exit, outputs}.
async function runScript(text, own, shell, action_path) {
  const files = { event: file("event.json", JSON.stringify(order.event ?? {})) };
  for (const name of ["output", "env", "path", "state", "step_summary"]) files[name] = file(name);
  const script = file("script.sh", text + "\n");
  // What a workflow that names no shell gets has no pipefail.
  const flags = shell === "bash" ? ["--noprofile", "--norc", "-e", "-o", "pipefail"] : ["-e"];
  const child = spawn("bash", [...flags, script],
    { cwd: order.github.workspace, env: variables(own, files, action_path), stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (log += bytes));
  if (order.cancel) {
    const timer = setTimeout(() => cancel(child), order.cancel.after_ms);
    child.on("close", () => clearTimeout(timer));
  }
  const exit = await new Promise((done) => child.on("close", (code, signal) => done(code ?? 128 + ({ SIGKILL: 9, SIGINT: 2 }[signal] ?? 15))));
  findOrphans();
  result.log += log;
  result.commands.push(...readCommands(log));
  result.summary += readFileSync(files.step_summary, "utf8");
  result.path += readFileSync(files.path, "utf8");
  return { exit, outputs: readPairs(readFileSync(files.output, "utf8")) };
}

// Actions and steps ---------------------------------------------------------------------------------------------------------------------

async function runAction(directory, given, own) {
  const action = YAML.parse(readFileSync(join(directory, "action.yml"), "utf8"));
  const unknown = Object.keys(given).filter((name) => !(name in action.inputs));
  if (unknown.length) throw new Error(`the action has no input '${unknown}'`);
  const contexts = { github: order.github, inputs: {}, steps: {}, env: own };
  for (const [name, input] of Object.entries(action.inputs)) {
    if (input.required && !(name in given)) throw new Error(`the input '${name}' is required`);
    contexts.inputs[name] = name in given ? String(given[name]) : fill(input.default ?? "", contexts);
  }
  let exit = 0;
  for (const step of action.runs.steps) {
    const ended = await runScript(fill(step.run, contexts), { ...own, ...fillAll(step.env, contexts) }, step.shell, directory);
    contexts.steps[step.id] = { outputs: ended.outputs };
    exit = ended.exit;
    if (exit !== 0) break;
  }
  return { exit, outputs: fillAll(Object.fromEntries(Object.entries(action.outputs ?? {}).map(([name, one]) => [name, one.value])), contexts) };
}

// The checkout is there already; artifacts are directories; others are played by what the order says.
async function runForeign(name, given) {
  const place = (artifact) => join(order.temp, "artifacts", artifact);
  const path = given.path && join(order.github.workspace, given.path);
  if (name === "actions/upload-artifact" && existsSync(path)) cpSync(path, place(given.name), { recursive: true, filter: (one) => !one.includes("/.git") });
  if (name === "actions/download-artifact") cpSync(place(given.name), path, { recursive: true });
  const played = ["actions/checkout", "actions/upload-artifact", "actions/download-artifact"].includes(name) ? {} : order.stands_for?.[name];
  if (!played) throw new Error(`nothing stands for the action '${name}'`);
  return { exit: 0, outputs: played };
}

function runStep(step, contexts) {
  const own = { ...contexts.env, ...fillAll(step.env, contexts) };
  if (step.run) return runScript(fill(step.run, contexts), own, step.shell);
  const given = fillAll(step.with, contexts);
  const ours = step.uses.match(/^proffer\/proffer(\/[^@]*)?@/);
  return ours ? runAction(join(order.own, ours[1] ?? ""), { ...given, "binary-path": order.binary }, own) : runForeign(step.uses.split("@")[0], given);
}

async function runSteps(job, contexts) {
  let exit = 0;
  contexts = { ...contexts, env: fillAll(job.env, contexts), steps: {} };
  for (const step of job.steps) {
    contexts.status = { success: exit === 0, failure: exit !== 0, cancelled: false };
    if (!holds(step.if, contexts)) continue;
    const ended = await runStep(step, contexts);
    if (step.id) contexts.steps[step.id] = { outputs: ended.outputs };
    exit = exit || ended.exit;
  }
  return { exit, outputs: fillAll(job.outputs, contexts) };
}

async function runJob(name, job, done) {
  const needs = [job.needs ?? []].flat();
  const results = needs.map((one) => done[one].result);
  const contexts = { github: order.github, secrets: order.secrets ?? {}, vars: order.vars ?? {}, inputs: order.inputs ?? {},
    needs: Object.fromEntries(needs.map((one) => [one, done[one]])), matrix: {}, strategy: { "job-index": 0 },
    status: { success: results.every((one) => one === "success"), failure: results.includes("failure"), cancelled: false } };
  if (!holds(job.if, contexts)) return { result: "skipped", outputs: {} };
  const shares = job.strategy?.matrix ? valueOf(job.strategy.matrix, contexts).include : [{}];
  let ended = { exit: 0, outputs: {} };
  for (const [index, matrix] of shares.entries()) {
    fill(job.concurrency?.group ?? "", { ...contexts, matrix });
    const one = await runSteps(job, { ...contexts, matrix, strategy: { "job-index": index } });
    ended = { exit: ended.exit || one.exit, outputs: one.outputs };
  }
  result.exit = result.exit || ended.exit;
  return { result: ended.exit === 0 ? "success" : "failure", outputs: ended.outputs };
}

if (order.workflow) {
  order.github.event = order.event;
  const done = {};
  for (const [name, job] of Object.entries(YAML.parse(readFileSync(order.workflow, "utf8")).jobs)) {
    done[name] = await runJob(name, job, done);
    result.jobs[name] = done[name].result;
  }
} else {
  const ended = await runAction(order.action, order.with, {});
  result.exit = ended.exit;
  result.outputs = ended.outputs;
}
console.log(JSON.stringify(result));
