package template_test

import (
	"bytes"
	"testing"
	"os"

	"github.com/migraph/migraph/export/template"
)

func TestX(t *testing.T) {
	var b bytes.Buffer
	if err := template.Write(&b, "xlsx"); err != nil {
		t.Fatal(err)
	}
	var c bytes.Buffer
	if err := template.Write(&c, "xlsx"); err != nil {
		t.Fatal(err)
	}
	t.Log(b.Len(), bytes.Equal(b.Bytes(), c.Bytes()))
	os.WriteFile("/tmp/t.xlsx", b.Bytes(), 0o644)
}
