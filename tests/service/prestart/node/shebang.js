#!/usr/bin/env node
console.log('with a shebang');
