package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	fmt.Println("environment:", os.Getenv("GREETING"))
	fmt.Println("arguments:", strings.Join(os.Args[1:], "|"))
	input, _ := io.ReadAll(os.Stdin)
	fmt.Println("input:", string(input))
}
