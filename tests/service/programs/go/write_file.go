// Writes as many MiB as the second argument says to the file that the first one names.
package main

import (
	"fmt"
	"os"
	"strconv"
)

func main() {
	size, _ := strconv.Atoi(os.Args[2])
	if err := os.WriteFile(os.Args[1], make([]byte, size<<20), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("written")
}
