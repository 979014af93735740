console.log(Object.getOwnPropertyNames(globalThis));
console.log(Reflect.ownKeys(globalThis).filter((key) => typeof key === 'symbol'), Error.stackTraceLimit, Error.prepareStackTrace);
console.log(Object.getOwnPropertyNames(console), typeof navigator, typeof crypto.subtle, typeof localStorage);
