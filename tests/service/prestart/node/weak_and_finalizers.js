const registry = new FinalizationRegistry(() => console.log('never in so short a time'));
registry.register({}, 1);
console.log(new WeakRef(process).deref() === process, typeof gc, structuredClone(new Map([[1, { a: 1n }]])));
