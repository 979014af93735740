// A server of the Model Context Protocol for tests of `mcp-client`. It is as awkward as the protocol allows: it prints
// what is not JSON, sends notifications and requests of its own, and lists its tools on two pages.
const assert = require('node:assert');
const readline = require('node:readline');

const TOOLS = ['echo', 'environment', 'fail', 'refuse', 'die'].map((name) => ({ name, inputSchema: { type: 'object' } }));
const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();

function send(message) {
  console.log(JSON.stringify({ jsonrpc: '2.0', ...message }));
}

async function receive() {
  const { value, done } = await lines.next();
  return done ? null : JSON.parse(value);
}

/** Sends a request to the client and resolves to its answer. */
async function ask(method) {
  send({ id: 'from-server', method });
  return receive();
}

function textResult(text, more) {
  return { content: [{ type: 'text', text }], ...more };
}

function call(name, toolArguments) {
  if (name === 'echo') return textResult(JSON.stringify(toolArguments));
  if (name === 'environment') {
    const shown = Object.keys(process.env).filter((key) => key.startsWith('MCP_'));
    return textResult([process.env.GREETING ?? 'unset', ...shown.sort()].join(' '));
  }
  if (name === 'fail') return textResult('the tool failed', { isError: true });
  if (name === 'die') process.exit(3);
  return null;
}

async function answer(method, params) {
  if (method === 'initialize') {
    assert.deepStrictEqual((await ask('ping')).result, {});
    assert.strictEqual((await ask('roots/list')).error.code, -32601);
    return { protocolVersion: '2025-03-26', capabilities: { tools: {} }, serverInfo: { name: 't', version: '0' } };
  }
  if (method === 'tools/list') {
    return params.cursor === '2' ? { tools: TOOLS.slice(2) } : { tools: TOOLS.slice(0, 2), nextCursor: '2' };
  }
  return call(params.name, params.arguments);
}

async function main() {
  console.log('a server that talks');
  send({ method: 'notifications/message', params: { level: 'info', data: 'starting' } });
  for (let request = await receive(); request !== null; request = await receive()) {
    if (request.id === undefined) continue;
    const result = await answer(request.method, request.params);
    send(result === null ? { id: request.id, error: { code: -32602, message: 'refused' } } : { id: request.id, result });
  }
}

main();
