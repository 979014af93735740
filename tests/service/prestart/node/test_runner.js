const test = require('node:test');
const assert = require('node:assert');

assert.deepStrictEqual({ a: 1, b: [1, 2] }, { a: 1, b: [1, 3] });
test('never', () => {});
