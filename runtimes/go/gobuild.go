// Gobuild does what `go build -ldflags="-s -w" -o OUTPUT .` does in the work folder of a sandbox, in half the time: for
// a main package that imports nothing but the standard library and the SDK it calls the compiler and the linker itself,
// with what `go build` told it when the image was made. The go command hashes the sources of all that is imported to
// find out that nothing has changed; here nothing can have.
//
// Whatever is out of the ordinary, and every error, is left to the go command, so that its words are what people read.
// Whether the go command would look at more than the package (module files, variables) is for the caller to know.
package main

import (
	"bufio"
	"fmt"
	"go/build"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

const (
	// importcfg lines ("packagefile fmt=/…") of all packages there are, in the form that compiler and linker read.
	packagesFile = "/usr/lib/code-runner/packages"
	// The go command's importcfg line ("modinfo …") for a program without the SDK, and for one with it.
	modinfoFile    = "/usr/lib/code-runner/modinfo"
	sdkModinfoFile = "/usr/lib/code-runner/modinfo-sdk"

	sdkPackage     = "sdk"
	languageGo     = "go1.24" // as the skeleton's go.mod says
	concurrencyMax = 4        // of the compiler, as the go command has it
)

func main() {
	output := os.Args[1]
	if buildDirectly(output) {
		return
	}
	args := []string{"go", "build", "-ldflags=-s -w", "-o", output, "."}
	if pkg, err := build.Default.ImportDir(".", 0); err == nil && pkg.Name != "main" {
		args = []string{"go", "run", "."} // which says so, where `go build` makes a library
	}
	path, err := exec.LookPath(args[0])
	if err == nil {
		err = syscall.Exec(path, args, os.Environ())
	}
	fmt.Fprintln(os.Stderr, "gobuild:", err)
	os.Exit(1)
}

// False when it is for the go command.
func buildDirectly(output string) bool {
	pkg, err := build.Default.ImportDir(".", 0)
	if err != nil || !isOrdinary(pkg) {
		return false
	}
	packages, err := os.ReadFile(packagesFile)
	if err != nil || !knowsAll(string(packages), pkg.Imports) {
		return false
	}
	folder, err := os.MkdirTemp("", "gobuild-")
	if err != nil {
		return false
	}
	defer os.RemoveAll(folder)
	object := filepath.Join(folder, "main.a")
	if !run("compile", compileArgs(pkg, folder, object)...) {
		return false
	}
	config := filepath.Join(folder, "importcfg")
	if err := writeLinkConfig(config, string(packages), object, slices.Contains(pkg.Imports, sdkPackage)); err != nil {
		return false
	}
	if err := os.MkdirAll(filepath.Dir(output), 0o777); err != nil {
		return false
	}
	return run("link", "-o", output, "-importcfg", config, "-buildmode=exe", "-buildid=main", "-s", "-w", object)
}

func isOrdinary(pkg *build.Package) bool {
	others := [][]string{
		pkg.CgoFiles, pkg.CFiles, pkg.CXXFiles, pkg.MFiles, pkg.HFiles, pkg.FFiles, pkg.SFiles, pkg.SwigFiles,
		pkg.SwigCXXFiles, pkg.SysoFiles, pkg.InvalidGoFiles, pkg.EmbedPatterns,
	}
	hasOthers := slices.ContainsFunc(others, func(list []string) bool { return len(list) > 0 })
	return pkg.Name == "main" && len(pkg.GoFiles) > 0 && !hasOthers && len(pkg.Directives) == 0 &&
		pkg.ImportComment == "" && !differInCaseOnly(pkg.GoFiles)
}

func differInCaseOnly(names []string) bool {
	seen := map[string]bool{}
	for _, name := range names {
		lower := strings.ToLower(name)
		if seen[lower] {
			return true
		}
		seen[lower] = true
	}
	return false
}

// Whether a program may import all of these, and all of them are there.
func knowsAll(packages string, imports []string) bool {
	known := map[string]bool{"unsafe": true}
	lines := bufio.NewScanner(strings.NewReader(packages))
	for lines.Scan() {
		entry, _, _ := strings.Cut(lines.Text(), "=")
		path := strings.TrimPrefix(entry, "packagefile ")
		parts := strings.Split(path, "/")
		known[path] = !slices.Contains(parts, "internal") && !slices.Contains(parts, "vendor")
	}
	return !slices.ContainsFunc(imports, func(path string) bool { return !known[path] })
}

func compileArgs(pkg *build.Package, folder, object string) []string {
	args := []string{
		"-o", object, "-trimpath", folder + "=>", "-p", "main", "-lang=" + languageGo, "-complete",
		"-buildid", "main/main", "-goversion", runtime.Version(),
		"-c=" + strconv.Itoa(min(runtime.GOMAXPROCS(0), concurrencyMax)),
		"-nolocalimports", "-importcfg", packagesFile, "-pack",
	}
	for _, file := range pkg.GoFiles {
		args = append(args, "./"+file)
	}
	return args
}

func writeLinkConfig(path, packages, object string, hasSdk bool) error {
	name := modinfoFile
	if hasSdk {
		name = sdkModinfoFile
	}
	modinfo, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	text := packages + "packagefile main=" + object + "\n" + string(modinfo)
	return os.WriteFile(path, []byte(text), 0o666)
}

// Whether the tool succeeded and had nothing to say.
func run(tool string, args ...string) bool {
	command := exec.Command(filepath.Join(build.ToolDir, tool), args...)
	var said strings.Builder
	command.Env = append(os.Environ(), "GOROOT="+runtime.GOROOT())
	command.Stdout, command.Stderr = &said, &said
	return command.Run() == nil && said.Len() == 0
}
