console.log(Buffer.from('a').byteOffset, Buffer.from('b').byteOffset, Buffer.allocUnsafe(3).byteOffset, Buffer.poolSize);
