const error = new Error('outer', { cause: new RangeError('inner') });
error.code = 'E_CORPUS';
error.details = { list: [1, { deep: new Map([[1, 2]]) }] };
throw error;
