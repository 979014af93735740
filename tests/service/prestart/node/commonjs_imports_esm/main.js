import('./lib.mjs').then((lib) => console.log(lib, lib.meta.url));
console.log('first');
