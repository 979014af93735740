process.stdout.write(Buffer.from('a\xffb\xc3(', 'latin1'));
