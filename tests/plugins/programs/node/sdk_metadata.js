// Sets metadata twice and reads it back; prints "ok".
const assert = require('node:assert');
const fs = require('node:fs');
const { getMetadata, setMetadata } = require('./sdk');

const DATA = { text: 'é\u2028"', list: [1, 2.5, null, true], nested: { '': {} } };

assert.strictEqual(getMetadata(), null);
setMetadata('first');
setMetadata(DATA);
assert.deepStrictEqual(getMetadata(), DATA);
assert.throws(() => setMetadata(undefined), TypeError);
assert.deepStrictEqual(getMetadata(), DATA);
assert.deepStrictEqual(fs.readdirSync('/metadata'), ['.quartermaster_metadata.json']);
console.log('ok');
