// Holds recorded exchanges with the fake GitHub to GitHub's published OpenAPI description: path, query, headers, request body, status and
// answer body. Usage: node validate.mjs EXCHANGES PACKAGES, where PACKAGES is the directory that `install` filled.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const k_least = 25;
const [, , exchangesFile, packages] = process.argv;
if (!packages) {
  console.error('usage: node validate.mjs EXCHANGES PACKAGES');
  process.exit(2);
}
const require = createRequire(path.resolve(packages, 'package.json'));
const Ajv = require('ajv').default;
const addFormats = require('ajv-formats').default;
const file = path.resolve(packages, 'node_modules/@octokit/openapi/generated/api.github.com.json');
const description = JSON.parse(fs.readFileSync(file, 'utf8'));

/// OpenAPI 3.0 says `nullable` where JSON Schema has a type of its own.
function convert(schema) {
  if (Array.isArray(schema)) return schema.map(convert);
  if (schema === null || typeof schema !== 'object') return schema;
  const { nullable, example, examples, discriminator, xml, externalDocs, ...rest } = schema;
  const plain = {};
  for (const [key, value] of Object.entries(rest)) {
    if (key.startsWith('x-')) continue;
    plain[key] = key === 'enum' || key === 'default' || key === '$ref' || key === 'required' ? value : convert(value);
  }
  if (typeof plain.$ref === 'string') return { $ref: plain.$ref.replace('#/', 'description#/') };
  if (!nullable) return plain;
  if (Array.isArray(plain.enum) && !plain.enum.includes(null)) plain.enum = [...plain.enum, null];
  if (typeof plain.type === 'string') return { ...plain, type: [plain.type, 'null'] };
  return { anyOf: [plain, { type: 'null' }] };
}

/// `properties` is a map of names, of which one may be called "example".
function convertSchema(schema) {
  if (Array.isArray(schema)) return schema.map(convertSchema);
  if (schema === null || typeof schema !== 'object') return schema;
  const { properties, ...rest } = schema;
  const plain = convert(rest);
  if (properties && !plain.$ref) {
    const converted = Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, convertSchema(value)]));
    if (plain.anyOf && plain.anyOf.length === 2 && plain.anyOf[1].type === 'null') plain.anyOf[0].properties = converted;
    else plain.properties = converted;
  }
  return plain;
}

const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: true, logger: false });
addFormats(ajv);
ajv.addFormat('repo.nwo', true);
ajv.addFormat('int64', true);
ajv.addSchema({ $id: 'description', components: { schemas: Object.fromEntries(
  Object.entries(description.components.schemas).map(([name, schema]) => [name, convertSchema(schema)])) } });
const compiled = new Map();
function problemsOf(schema, value) {
  const key = JSON.stringify(schema);
  if (!compiled.has(key)) compiled.set(key, ajv.compile(convertSchema(schema)));
  const check = compiled.get(key);
  return check(value) ? '' : ajv.errorsText(check.errors, { separator: '; ' }).slice(0, 500);
}

const resolve = (node) => (node && node.$ref ? node.$ref.slice(2).split('/').reduce((at, part) => at[part], description) : node);
const escapeText = (text) => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
const routes = Object.entries(description.paths).map(([template, item]) => ({
  template,
  item,
  // A ref holds slashes; no other parameter does.
  pattern: new RegExp('^' + template.split(/(\{[^}]+\})/).map((part) =>
    part === '{ref}' ? '(.+)' : part.startsWith('{') ? '([^/]+)' : escapeText(part)).join('') + '$'),
  parameters: (template.match(/\{/g) || []).length,
}));

function findOperation(method, pathname) {
  const fitting = routes.filter((route) => route.item[method] && route.pattern.test(pathname));
  // The most literal one is meant.
  fitting.sort((a, b) => a.parameters - b.parameters || b.template.split('/').length - a.template.split('/').length);
  return fitting[0];
}

function checkParameters(route, operation, url, problems) {
  const parameters = [...(route.item.parameters || []), ...(operation.parameters || [])].map(resolve);
  const known = new Map(parameters.filter((one) => one.in === 'query').map((one) => [one.name, one]));
  for (const [name, text] of url.searchParams) {
    const parameter = known.get(name);
    if (!parameter) {
      problems.push(`query '${name}' is not described`);
      continue;
    }
    const type = resolve(parameter.schema).type;
    const value = type === 'integer' ? Number(text) : type === 'boolean' ? text === 'true' : text;
    const wrong = problemsOf(parameter.schema, value);
    if (wrong) problems.push(`query '${name}': ${wrong}`);
  }
  for (const parameter of known.values())
    if (parameter.required && !url.searchParams.has(parameter.name)) problems.push(`query '${parameter.name}' is missing`);
  const values = route.pattern.exec(url.pathname).slice(1).map(decodeURIComponent);
  (route.template.match(/\{([^}]+)\}/g) || []).forEach((braced, at) => {
    const parameter = parameters.find((one) => one.in === 'path' && `{${one.name}}` === braced);
    if (!parameter || values[at] === undefined) return;
    const type = resolve(parameter.schema).type;
    const wrong = problemsOf(parameter.schema, type === 'integer' ? Number(values[at]) : values[at]);
    if (wrong) problems.push(`path ${braced}: ${wrong}`);
  });
}

function checkHeaders(headers, status, problems) {
  if (headers['x-github-api-version'] !== '2022-11-28') problems.push('header X-GitHub-Api-Version is wrong');
  if (headers.accept !== 'application/vnd.github+json') problems.push('header Accept is wrong');
  if (status !== 401 && headers.authorization !== 'Bearer') problems.push('there is no bearer token');
  if (!headers['user-agent']) problems.push('there is no User-Agent');
}

/// What a request body names beyond the description would be ignored by GitHub, so it is a mistake of ours.
function unknownFields(schema, body) {
  const resolved = resolve(schema);
  const options = resolved.oneOf || resolved.anyOf || [resolved];
  const names = new Set(options.flatMap((one) => Object.keys(resolve(one).properties || {})));
  return names.size === 0 ? [] : Object.keys(body).filter((name) => !names.has(name));
}

function checkRequestBody(operation, exchange, problems) {
  const described = resolve(operation.requestBody);
  if (!exchange.requestBody) {
    if (described && described.required) problems.push('the request has no body');
    return;
  }
  if (!described) return problems.push('a body is sent where none is described');
  if (exchange.requestHeaders['content-type'] !== 'application/json') problems.push('the request body is not sent as JSON');
  const body = JSON.parse(exchange.requestBody);
  const schema = described.content['application/json'].schema;
  const wrong = problemsOf(schema, body);
  if (wrong) problems.push(`request body: ${wrong}`);
  for (const name of unknownFields(schema, body)) problems.push(`request body: '${name}' is not described`);
}

function checkAnswer(operation, exchange, problems) {
  const described = resolve(operation.responses[exchange.status]);
  // Not every operation lists what each of them may answer.
  const isCommon = [400, 401, 403, 404, 415, 422].includes(exchange.status);
  if (!described && !isCommon) return problems.push(`status ${exchange.status} is not described`);
  if (exchange.status === 302) {
    if (!exchange.headers.location) problems.push('the redirect leads nowhere');
    return;
  }
  const schema = described?.content?.['application/json']?.schema || { $ref: '#/components/schemas/basic-error' };
  const wrong = problemsOf(schema, JSON.parse(exchange.body));
  if (wrong) problems.push(`answer ${exchange.status}: ${wrong}`);
}

function check(exchange) {
  const problems = [];
  const url = new URL(exchange.target.replace(/^\/api\/v3\//, '/'), 'https://api.github.com');
  checkHeaders(exchange.requestHeaders, exchange.status, problems);
  // GraphQL is described elsewhere.
  if (/^\/(api\/)?graphql$/.test(url.pathname)) return { name: 'graphql', problems };
  const method = exchange.method.toLowerCase();
  const route = findOperation(method, url.pathname);
  if (!route) return { name: 'unknown', problems: [...problems, 'no such operation is described'] };
  const operation = route.item[method];
  checkParameters(route, operation, url, problems);
  checkRequestBody(operation, exchange, problems);
  checkAnswer(operation, exchange, problems);
  return { name: `${exchange.method} ${route.template}`, problems };
}

const lines = fs.readFileSync(exchangesFile, 'utf8').split('\n').filter(Boolean);
const seen = new Map();
const failures = new Map();
let checked = 0;
for (const line of lines) {
  const exchange = JSON.parse(line);
  if (exchange.target.startsWith('/logs/')) continue;
  // Many tests ask the same; what is the same needs one look.
  const key = [exchange.method, exchange.target, exchange.requestBody, exchange.status].join(' ');
  ++checked;
  if (seen.has(key)) continue;
  const { name, problems } = check(exchange);
  seen.set(key, name);
  for (const problem of problems) failures.set(`${exchange.method} ${exchange.target}: ${problem}`, true);
}
const operations = new Set(seen.values());
console.log(`${checked} exchanges, ${seen.size} of them different, with ${operations.size} operations`);
if (seen.size < k_least) failures.set(`only ${seen.size} different exchanges were seen; ${k_least} are the least`, true);
for (const failure of [...failures.keys()].slice(0, 40)) console.error(failure);
process.exit(failures.size === 0 ? 0 : 1);
