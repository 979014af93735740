exports.name = __filename;
exports.parent = module.parent.id;
exports.fail = () => {
  throw new Error('in a module');
};
