// Package sdk connects a program with the service that runs it: structured results beside the program's output, and
// the files of the caller's WebDAV store.
package sdk

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	metadataFile = "/metadata/.quartermaster_metadata.json"
	fileBytesMax = 64 << 20
)

var client = &http.Client{Timeout: 60 * time.Second}

// SetMetadata makes data, which is encoded as JSON, the metadata of this run. The last call wins.
func SetMetadata(data any) error {
	text, err := json.Marshal(data)
	if err != nil {
		return err
	}
	return replaceFile(metadataFile, text)
}

// GetMetadata decodes the metadata set so far into dest, a pointer. Without any it leaves dest as it is.
func GetMetadata(dest any) error {
	text, err := os.ReadFile(metadataFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(text, dest)
}

// LoadFile returns the content of a file, at most 64 MiB, below the WebDAV address in QM_WEBDAV_URL.
func LoadFile(path string) (string, error) {
	body, err := request(http.MethodGet, path, nil)
	if err != nil {
		return "", fmt.Errorf("load %s: %w", path, err)
	}
	return string(body), nil
}

// SaveFile writes a file below the WebDAV address in QM_WEBDAV_URL.
func SaveFile(path, content string) error {
	if _, err := request(http.MethodPut, path, strings.NewReader(content)); err != nil {
		return fmt.Errorf("save %s: %w", path, err)
	}
	return nil
}

func replaceFile(path string, content []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(content)
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

func request(method, path string, content io.Reader) ([]byte, error) {
	address, err := fileURL(path)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequest(method, address, content)
	if err != nil {
		return nil, err
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return nil, fmt.Errorf("the WebDAV server answered %s", response.Status)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, fileBytesMax+1))
	if err == nil && len(body) > fileBytesMax {
		err = fmt.Errorf("larger than %d bytes", fileBytesMax)
	}
	return body, err
}

func fileURL(path string) (string, error) {
	base := os.Getenv("QM_WEBDAV_URL")
	if base == "" {
		return "", errors.New("QM_WEBDAV_URL is not set: this run has no WebDAV store")
	}
	components := strings.Split(strings.TrimLeft(path, "/"), "/")
	for i, component := range components {
		components[i] = url.PathEscape(component)
	}
	return strings.TrimRight(base, "/") + "/" + strings.Join(components, "/"), nil
}
