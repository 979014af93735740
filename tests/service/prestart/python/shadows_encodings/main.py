import codecs

print(codecs.lookup("rot13").name, "x".encode("idna"))
