package main

import (
	"fmt"
	"os"
)

func main() {
	if err := os.WriteFile("/metadata/.quartermaster_metadata.json", []byte(`{"half": `), 0o600); err != nil {
		panic(err)
	}
	fmt.Println("written")
}
