package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

// writeDatasets writes two versions of a dataset of so many bodies. They differ in
// every second name and in every third role, so that an import of one over the other
// changes a lot and a mixture of the two is neither.
func writeDatasets(folder string, bodies int) (files [2]string, err error) {
	for i, version := range []string{"before", "after"} {
		files[i] = filepath.Join(folder, fmt.Sprintf("%s-%d.yaml", version, bodies))
		if err := os.WriteFile(files[i], dataset(bodies, version), 0o600); err != nil {
			return files, err
		}
	}
	return files, nil
}

func dataset(bodies int, version string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "dataset:\n  key: soak\ndocument: paper\ndocuments:\n  paper:\n    name: A list from %s\nstakeholders:\n", version)
	for i := range bodies {
		name := fmt.Sprintf("Body %d", i)
		if i%2 == 1 {
			name += " " + version
		}
		fmt.Fprintf(&b, "  body-%d:\n    name: %s\n    kind: ORGANIZATION\n", i, name)
	}
	b.WriteString("initiatives:\n")
	const most = 50
	for first := 0; first < bodies; first += most {
		fmt.Fprintf(&b, "  meeting-%d:\n    name: Meeting %d\n    type: FORUM\n    participations:\n", first, first)
		for i := first; i < min(first+most, bodies); i++ {
			role := "PARTICIPANT"
			if i%3 == 0 && version == "after" {
				role = "ORGANIZER"
			}
			fmt.Fprintf(&b, "      - stakeholder: body-%d\n        role: %s\n", i, role)
		}
	}
	return b.Bytes()
}
