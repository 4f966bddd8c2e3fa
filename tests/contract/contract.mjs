// SPDX-License-Identifier: GPL-3.0-or-later
// Holds requests and answers against GitHub's own description, and lists what does not fit.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// The packages lie where they were fetched to, not beside this file.
const fetched = createRequire(join(process.env.LAYERDECK_CONTRACT_DIR, 'package.json'));
const Ajv = fetched('ajv').default;
const addFormats = fetched('ajv-formats').default;

export const description = JSON.parse(readFileSync(join(process.env.LAYERDECK_CONTRACT_DIR, 'description.json'), 'utf8'));

// OpenAPI 3.0 writes "or null" beside a reference; JSON Schema knows no such thing.
function withNull(node) {
  if (Array.isArray(node)) return node.map(withNull);
  if (!node || typeof node !== 'object') return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withNull(value)]));
  if (copy.nullable === true && copy.type === undefined) {
    delete copy.nullable;
    return { anyOf: [copy, { type: 'null' }] };
  }
  if (copy.nullable === true && Array.isArray(copy.enum) && !copy.enum.includes(null)) copy.enum = [...copy.enum, null];
  return copy;
}

const pathKey = (text) => text.replaceAll('~', '~0').replaceAll('/', '~1');

export class Contract {
  constructor() {
    this.violations = [];
    this.validators = new Map();
    const options = { strict: false, allErrors: false, validateFormats: true };
    this.exact = new Ajv(options);
    this.texts = new Ajv({ ...options, coerceTypes: true });
    const schema = { $id: 'github', ...withNull({ paths: description.paths, components: description.components }) };
    for (const ajv of [this.exact, this.texts]) {
      addFormats(ajv);
      ajv.addSchema(schema, 'github');
    }
    this.templates = Object.keys(description.paths).map((template) => {
      const names = [];
      const pattern = template.replace(/\{(\w+)\}/g, (_, name) => {
        names.push(name);
        return name === 'path' ? '(.+)' : '([^/]+)';
      });
      return { template, names, pattern: new RegExp(`^${pattern}$`) };
    });
    // The plain ones first: "/actions/caches" is no "/actions/{something}".
    this.templates.sort((a, b) => a.names.length - b.names.length);
  }

  note(text) {
    this.violations.push(text);
  }

  resolved(node) {
    if (!node?.$ref) return node;
    return node.$ref.split('/').slice(1).reduce((at, key) => at[key.replaceAll('~1', '/')], description);
  }

  check(ajv, pointer, value, what) {
    const key = `${ajv === this.texts} ${pointer}`;
    if (!this.validators.has(key)) this.validators.set(key, ajv.compile({ $ref: `github#${pointer}` }));
    const validate = this.validators.get(key);
    if (!validate(value)) this.note(`${what}: ${ajv.errorsText(validate.errors)}`);
  }

  // The operation that a request asks for, with the values in its path; null where the description has none.
  operation(method, path) {
    for (const { template, names, pattern } of this.templates) {
      const match = pattern.exec(path);
      const operation = match && description.paths[template][method.toLowerCase()];
      if (operation) return { template, method: method.toLowerCase(), operation, values: Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(match[i + 1])])) };
    }
    return null;
  }

  checkRequest(found, request) {
    const what = `${request.method} ${request.path}`;
    for (const header of ['user-agent', 'accept', 'x-github-api-version']) {
      if (!request.headers[header]) this.note(`${what}: no header ${header}`);
    }
    const pathItem = description.paths[found.template];
    const parameters = [...(pathItem.parameters ?? []), ...(found.operation.parameters ?? [])].map((parameter) => this.resolved(parameter));
    const known = new Set();
    for (const parameter of parameters) {
      const value = parameter.in === 'query' ? request.query.get(parameter.name) : parameter.in === 'path' ? found.values[parameter.name] : null;
      if (parameter.in === 'query') known.add(parameter.name);
      if (value === null || value === undefined) {
        if (parameter.required) this.note(`${what}: the parameter ${parameter.name} is missing`);
        continue;
      }
      const validate = this.texts.compile(withNull({ type: 'object', properties: { value: this.rooted(parameter.schema) } }));
      if (!validate({ value })) this.note(`${what}: ${parameter.name}=${value}: ${this.texts.errorsText(validate.errors)}`);
    }
    for (const name of request.query.keys()) {
      if (!known.has(name)) this.note(`${what}: the description has no parameter ${name}`);
    }
    const body = this.resolved(found.operation.requestBody);
    if (!body) {
      if (request.body.length > 0) this.note(`${what}: a body was sent, and none is described`);
      return;
    }
    if (request.body.length === 0) {
      if (body.required) this.note(`${what}: the body is missing`);
      return;
    }
    if (!/^application\/json/.test(request.headers['content-type'] ?? '')) this.note(`${what}: the body is not said to be JSON`);
    let json;
    try {
      json = JSON.parse(request.body);
    } catch (error) {
      this.note(`${what}: the body is no JSON: ${error.message}`);
      return;
    }
    this.check(this.exact, `/paths/${pathKey(found.template)}/${found.method}/requestBody/content/application~1json/schema`, json, `${what}, body`);
  }

  // A schema whose references begin at the described document.
  rooted(schema) {
    return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#', '"$ref":"github#'));
  }

  checkAnswer(found, status, body) {
    const what = `answer ${status} to ${found.method.toUpperCase()} ${found.template}`;
    if (status === 304 || status >= 400) return;
    const answer = found.operation.responses[status];
    // A renamed repository sends any request on.
    if (!answer && (status === 301 || status === 307)) return;
    if (!answer) {
      this.note(`${what}: the description has no such status`);
      return;
    }
    const content = this.resolved(answer).content;
    if (!content?.['application/json']?.schema) return;
    if (answer.$ref) return;
    this.check(this.exact, `/paths/${pathKey(found.template)}/${found.method}/responses/${status}/content/application~1json/schema`, body, what);
  }
}
