import codecs
import locale
import sys

print(locale.getlocale(), locale.getpreferredencoding(), locale.getencoding(), locale.setlocale(locale.LC_ALL))
print(sys.stdout.encoding, sys.getdefaultencoding(), sys.getfilesystemencodeerrors(), sys.flags.utf8_mode)
print("\u00fc \u4e2d \U0001f600", codecs.lookup(sys.stdin.encoding).name)
print("\udc80".encode(errors="surrogateescape"), sep="")
print("\ud800")
