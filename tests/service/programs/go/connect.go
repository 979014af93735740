package main

import (
	"fmt"
	"net"
	"os"
	"time"
)

func main() {
	if _, err := net.DialTimeout("tcp", net.JoinHostPort(os.Args[1], os.Args[2]), 2*time.Second); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("connected")
}
