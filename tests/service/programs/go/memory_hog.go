package main

import (
	"bytes"
	"fmt"
)

func main() {
	var hoard [][]byte
	for {
		hoard = append(hoard, bytes.Repeat([]byte("x"), 16<<20))
		fmt.Println(len(hoard))
	}
}
