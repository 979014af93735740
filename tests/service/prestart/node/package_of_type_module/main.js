// {"prestarted": false}
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import own, { name } from './lib.js';
import data from './data.json' with { type: 'json' };

console.log(import.meta, import.meta.main, import.meta.resolve('./x.js'), own, name, data, typeof require, typeof module, this);
console.log(createRequire(import.meta.url)('./old.cjs'), readFileSync('package.json', 'utf8').length);
console.log(await Promise.resolve('top-level await'), (await import('corpus')).name);
throw new Error('in a module');
