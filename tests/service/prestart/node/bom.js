console.log('with a byte order mark', __filename);
