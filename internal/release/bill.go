package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// bundle is what browsers load, as it is built in a folder.
type bundle struct {
	// folder has the lock file.
	folder string
	// licences is the file that lists the packages that went into it.
	licences string
}

var bundles = []bundle{
	{"explorer", "explorer/dist/licences.md"},
	{"explorer/graphiql", "explorer/graphiql/dist/licences.md"},
}

// bill makes the bill of materials of a program, in the form of CycloneDX: the modules
// that it is linked of, as the program itself tells, and the packages of npm that went
// into what browsers load.
func (r *release) bill(ctx context.Context, binary string) ([]byte, error) {
	text, err := output(ctx, nil, "go", "tool", "-modfile=tools/sbom/go.mod", "cyclonedx-gomod", "bin",
		"-json", "-noserial", "-version", r.version, binary)
	if err != nil {
		return nil, err
	}
	var bill map[string]any
	if err := json.Unmarshal(text, &bill); err != nil {
		return nil, fmt.Errorf("the bill of materials is no JSON: %w", err)
	}
	components, _ := bill["components"].([]any)
	if len(components) == 0 {
		return nil, fmt.Errorf("the bill of materials of %s lists nothing", binary)
	}
	for _, b := range bundles {
		packages, err := b.packages()
		if err != nil {
			return nil, err
		}
		for _, p := range packages {
			components = append(components, p.component())
		}
	}
	bill["components"] = components
	about, _ := bill["metadata"].(map[string]any)
	if about == nil {
		return nil, fmt.Errorf("the bill of materials says nothing of itself")
	}
	about["timestamp"] = r.at.Format(time.RFC3339)
	// Sums of the tool depend on who built it.
	if tools, ok := about["tools"].([]any); ok {
		for _, t := range tools {
			if t, ok := t.(map[string]any); ok {
				delete(t, "hashes")
			}
		}
	}
	// The same bill has the same number.
	plain, err := json.Marshal(bill)
	if err != nil {
		return nil, err
	}
	bill["serialNumber"] = "urn:uuid:" + uuidOf(plain)
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	err = e.Encode(bill)
	return out.Bytes(), err
}

// uuidOf makes an identifier of some content, of version 8 of RFC 9562.
func uuidOf(content []byte) string {
	sum := sha256.Sum256(content)
	u := sum[:16]
	u[6], u[8] = u[6]&0x0f|0x80, u[8]&0x3f|0x80
	h := hex.EncodeToString(u)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// npmPackage is a package of npm that went into what browsers load.
type npmPackage struct {
	name, version, licence string
	// integrity is that of the lock file, such as sha512-...
	integrity string
}

// ofPackage is a heading of the file that tells what was bundled.
var ofPackage = regexp.MustCompile(`(?m)^## (\S+) - (\S+) \((.+)\)$`)

// packages gives what was bundled.
func (b bundle) packages() ([]npmPackage, error) {
	text, err := os.ReadFile(b.licences)
	if err != nil {
		return nil, err
	}
	lock, err := os.ReadFile(filepath.Join(b.folder, "package-lock.json"))
	if err != nil {
		return nil, err
	}
	var locked struct {
		Packages map[string]struct{ Version, Integrity string }
	}
	if err := json.Unmarshal(lock, &locked); err != nil {
		return nil, fmt.Errorf("%s: %w", b.folder, err)
	}
	var out []npmPackage
	for _, m := range ofPackage.FindAllStringSubmatch(string(text), -1) {
		p := npmPackage{name: m[1], version: m[2], licence: m[3]}
		for _, path := range sortedKeys(locked.Packages) {
			if l := locked.Packages[path]; strings.HasSuffix("/"+path, "/node_modules/"+p.name) && l.Version == p.version {
				p.integrity = l.Integrity
			}
		}
		if p.integrity == "" {
			return nil, fmt.Errorf("%s: %s %s was bundled and is not in the lock file; run make explorer", b.folder, p.name, p.version)
		}
		out = append(out, p)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: no package was bundled", b.folder)
	}
	return out, nil
}

// purl names the package: https://github.com/package-url/purl-spec.
func (p npmPackage) purl() string {
	return "pkg:npm/" + strings.Replace(p.name, "@", "%40", 1) + "@" + p.version
}

func (p npmPackage) component() map[string]any {
	out := map[string]any{
		"bom-ref": p.purl(), "type": "library", "name": p.name, "version": p.version, "purl": p.purl(), "scope": "required",
		"licenses": []any{map[string]any{"license": map[string]any{"id": p.licence}}},
	}
	if sum, ok := strings.CutPrefix(p.integrity, "sha512-"); ok {
		if b, err := base64.StdEncoding.DecodeString(sum); err == nil {
			out["hashes"] = []any{map[string]any{"alg": "SHA-512", "content": hex.EncodeToString(b)}}
		}
	}
	return out
}
