'use strict';
// What a prestarted interpreter does before it looks at the main file: see `prestart` in code_runner/plugin.h.
//
// The interpreter was started as `node main.js` ahead of its run, with this file as a preload module. It waits here, makes
// arguments and environment those of the run, and returns; from then on the interpreter does what it always does. Nothing
// may be left of this in the process that a program could see. Worker threads preload it, too, and must not wait.
const fs = require('fs');

const CONTROL = 63;
const IMPORTS = 'CODE_RUNNER_PRESTART_IMPORTS';
const OWN_ARGS = ['node', 'main.js'];
const BYTES_MAX = 65536;

// A socket that belongs to another user, which a program cannot make.
function isToWait() {
  const status = fs.fstatSync(CONTROL, { throwIfNoEntry: false });
  return status !== undefined && status.uid !== process.getuid();
}

// Loads what Node.js itself loads when a program first prints to a pipe: a third of the time of a short run. Only
// process.moduleLoadList, which is nobody's business, shows it.
function loadOutput() {
  require('net');
}

function importAhead(names) {
  for (const name of names) {
    try {
      require(name);
    } catch (error) {
      // What a failed import leaves behind would be seen, and there is no way back: the run gets a fresh process.
      fs.writeSync(CONTROL, `cannot import ${name}: ${String(error.message).split('\n')[0].slice(0, 500)}\n`);
      process.reallyExit(1);
    }
  }
}

// The run's arguments and its environment, in order. Without Buffer's pool, of which a program can see how full it is.
function receive() {
  fs.writeSync(CONTROL, 'waiting\n');
  const bytes = new Uint8Array(BYTES_MAX);
  let size = 0;
  for (let read; (read = fs.readSync(CONTROL, bytes, size, BYTES_MAX - size)) > 0; ) size += read;
  const [count, ...strings] = Buffer.from(bytes.buffer, 0, size).toString().split('\0').slice(0, -1);
  return { args: strings.slice(0, Number(count)), variables: strings.slice(Number(count)) };
}

function setEnvironment(variables) {
  for (const name of Object.keys(process.env)) delete process.env[name];
  for (const variable of variables) {
    const end = variable.indexOf('=');
    process.env[variable.slice(0, end)] = variable.slice(end + 1);
  }
}

function wait() {
  const imports = (process.env[IMPORTS] || '').split(',').filter(Boolean);
  delete process.env[IMPORTS];
  delete process.env.NODE_OPTIONS;
  loadOutput();
  importAhead(imports);
  const { args, variables } = receive();
  if (OWN_ARGS.some((arg, index) => args[index] !== arg)) process.reallyExit(1);
  const sameEnvironment = Object.entries(process.env).every(([name, value], i) => variables[i] === `${name}=${value}`);
  if (!sameEnvironment || variables.length !== Object.keys(process.env).length) {
    if (imports.length > 0) process.reallyExit(1); // what was imported ahead may depend on it
    setEnvironment(variables);
  }
  process.argv.push(...args.slice(OWN_ARGS.length));
  fs.writeSync(CONTROL, 'taken\n');
  fs.closeSync(CONTROL);
}

function leaveNoTrace() {
  const Module = module.constructor;
  delete Module._cache[__filename];
  for (const key of Object.keys(Module._pathCache)) {
    if (Module._pathCache[key] === __filename) delete Module._pathCache[key];
  }
  process._preload_modules.length = 0;
}

leaveNoTrace();
let waits = false;
try {
  waits = isToWait();
} catch {
  // No such descriptor.
}
if (waits) {
  try {
    wait();
  } catch {
    process.reallyExit(1);
  }
}
