console.log(new Error('where').stack);
Error.prepareStackTrace = (error, sites) => sites.map((site) => [site.getFileName(), site.getFunctionName(), site.getLineNumber()]);
console.log(new Error('structured').stack);
Error.prepareStackTrace = undefined;
const holder = {};
Error.captureStackTrace(holder);
console.log(holder.stack);
(async () => {
  await null;
  console.log(new Error('async').stack);
})();
