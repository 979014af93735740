// Gocache serves the go command in a sandbox as its build cache (GOCACHEPROG, see `go doc cmd/go/internal/cacheprog`).
// It reads the cache of the image, which is read-only, and keeps new entries in the temporary folder. The go command's
// own cache has to be writable as a whole: a copy would not fit the sandbox.
//
// Both folders have the layout of GOCACHE: xx/ACTION-a says in one line which OUTPUT belongs to an action, and
// xx/OUTPUT-d is that output; xx are the first two digits of the name.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"time"
)

const entryFormat = "v1 %x %x %20d %20d\n"

type request struct {
	ID       int64
	Command  string
	ActionID []byte
	OutputID []byte
	BodySize int64
}

type response struct {
	ID            int64
	Err           string     `json:",omitempty"`
	KnownCommands []string   `json:",omitempty"`
	Miss          bool       `json:",omitempty"`
	OutputID      []byte     `json:",omitempty"`
	Size          int64      `json:",omitempty"`
	Time          *time.Time `json:",omitempty"`
	DiskPath      string     `json:",omitempty"`
}

func main() {
	imageDir := os.Getenv("GOCACHE")
	ownDir := filepath.Join(os.TempDir(), ".go-build")
	if err := serve(os.Stdin, os.Stdout, imageDir, ownDir); err != nil {
		log.Fatal("gocache: ", err)
	}
}

func serve(in io.Reader, out io.Writer, imageDir, ownDir string) error {
	requests := json.NewDecoder(bufio.NewReader(in))
	responses := json.NewEncoder(out)
	if err := responses.Encode(response{KnownCommands: []string{"get", "put", "close"}}); err != nil {
		return err
	}
	for {
		var req request
		if err := requests.Decode(&req); err != nil {
			return ignoreEOF(err)
		}
		var body []byte // encoded by JSON as base64
		if req.BodySize > 0 {
			if err := requests.Decode(&body); err != nil {
				return err
			}
		}
		if err := responses.Encode(answer(req, body, imageDir, ownDir)); err != nil {
			return err
		}
		if req.Command == "close" {
			return nil
		}
	}
}

func answer(req request, body []byte, imageDir, ownDir string) response {
	switch req.Command {
	case "get":
		for _, dir := range []string{imageDir, ownDir} {
			if found, err := get(dir, req.ActionID); err == nil {
				found.ID = req.ID
				return found
			}
		}
		return response{ID: req.ID, Miss: true}
	case "put":
		path, err := put(ownDir, req, body)
		if err != nil {
			return response{ID: req.ID, Err: err.Error()}
		}
		return response{ID: req.ID, DiskPath: path}
	default:
		return response{ID: req.ID}
	}
}

func get(dir string, actionID []byte) (response, error) {
	entry, err := os.ReadFile(path(dir, actionID, "a"))
	if err != nil {
		return response{}, err
	}
	var action, output []byte
	var size, nanoseconds int64
	if _, err := fmt.Sscanf(string(entry), entryFormat, &action, &output, &size, &nanoseconds); err != nil {
		return response{}, err
	}
	outputPath := path(dir, output, "d")
	if _, err := os.Stat(outputPath); err != nil {
		return response{}, err
	}
	stored := time.Unix(0, nanoseconds)
	return response{OutputID: output, Size: size, Time: &stored, DiskPath: outputPath}, nil
}

func put(dir string, req request, body []byte) (string, error) {
	outputPath := path(dir, req.OutputID, "d")
	entry := fmt.Sprintf(entryFormat, req.ActionID, req.OutputID, len(body), time.Now().UnixNano())
	if err := replaceFile(outputPath, body); err != nil {
		return "", err
	}
	return outputPath, replaceFile(path(dir, req.ActionID, "a"), []byte(entry))
}

func path(dir string, id []byte, kind string) string {
	name := fmt.Sprintf("%x-%s", id, kind)
	return filepath.Join(dir, name[:2], name)
}

func replaceFile(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), "new-*")
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err := errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return os.Rename(file.Name(), path)
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
