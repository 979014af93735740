const Module = module.constructor;
console.log(require.main === module, module.id, module.filename, module.loaded, module.children, module.paths, module.parent);
console.log(__filename, __dirname, Object.keys(require.cache), Object.keys(Module._pathCache), Object.keys(Module._cache));
console.log(Object.keys(require), Object.keys(Module), Module.globalPaths, Object.keys(Module._extensions), module.isPreloading);
console.log(process._preload_modules, process.mainModule === module, require.resolve.paths('x'), Module.builtinModules.length);
console.log(arguments.length, Object.keys(this), this === module.exports, require.extensions === Module._extensions);
