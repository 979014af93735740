package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"sdk"
	"strings"
)

func main() {
	_, err := sdk.LoadFile("a.txt")
	expect(err != nil && strings.Contains(err.Error(), "QM_WEBDAV_URL is not set"), "loaded without an address")

	server := httptest.NewServer(store{})
	defer server.Close()
	os.Setenv("QM_WEBDAV_URL", server.URL+"/dav/")

	const content = "first line\nsecond ü\n"
	check(sdk.SaveFile("/folder/a b%?#.txt", content))
	loaded, err := sdk.LoadFile("folder/a b%?#.txt")
	check(err)
	expect(loaded == content, "loaded "+loaded)

	_, err = sdk.LoadFile("missing.txt")
	expect(err != nil && strings.Contains(err.Error(), "404"), "a missing file was loaded")
	fmt.Println("ok")
}

// The files by the path of the request line.
type store map[string]string

func (files store) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	expect(strings.HasPrefix(request.RequestURI, "/dav/"), "path "+request.RequestURI)
	if request.Method == http.MethodPut {
		content, err := io.ReadAll(request.Body)
		check(err)
		files[request.RequestURI] = string(content)
		response.WriteHeader(http.StatusCreated)
		return
	}
	content, found := files[request.RequestURI]
	if !found {
		response.WriteHeader(http.StatusNotFound)
		return
	}
	expect(request.RequestURI == "/dav/folder/a%20b%25%3F%23.txt", "path "+request.RequestURI)
	io.WriteString(response, content)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func expect(condition bool, message string) {
	if !condition {
		log.Fatal(message)
	}
}
