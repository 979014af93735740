# Writes as many MiB as the second argument says to the file that the first one names.
import sys

try:
    with open(sys.argv[1], "wb") as file:
        for _ in range(int(sys.argv[2])):
            file.write(bytes(1 << 20))
    print("written")
except OSError as error:
    print(error)
