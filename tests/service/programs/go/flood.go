package main

import (
	"fmt"
	"strings"
)

// 50 MiB, in lines of one.
func main() {
	for i := 0; i < 50; i++ {
		fmt.Println(strings.Repeat("x", 1<<20-1))
	}
}
