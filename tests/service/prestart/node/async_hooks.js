const hooks = require('node:async_hooks');

console.log(hooks.executionAsyncId(), hooks.triggerAsyncId(), hooks.executionAsyncResource());
const store = new hooks.AsyncLocalStorage();
const types = [];
hooks.createHook({ init: (id, type, trigger) => types.push([id, type, trigger]) }).enable();
store.run('value', () => setTimeout(() => console.log(store.getStore(), hooks.executionAsyncId(), types), 1));
