package answers

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Answer is a rendered answer. It does not change any more.
type Answer struct {
	body        []byte
	gzipped     []byte // nil if it is not worth it
	contentType string
	status      int
	// lasting: it is the same whenever it is asked for at this revision.
	lasting bool
	// tag names the bytes of the body, zippedTag those that are packed.
	tag, zippedTag string
}

// worthPacking is from how many bytes on an answer is packed: smaller ones fit into one
// packet of the network anyway.
const worthPacking = 1400

func newAnswer(m *Made) *Answer {
	a := &Answer{body: m.Body, contentType: m.ContentType, status: m.Status, lasting: m.Settled}
	if !a.lasting {
		return a
	}
	sum := sha256.Sum256(append([]byte(m.ContentType+"\n"), m.Body...))
	name := hex.EncodeToString(sum[:16])
	a.tag, a.zippedTag = `"`+name+`"`, `"`+name+`-gzip"`
	if len(m.Body) >= worthPacking {
		a.gzipped = pack(m.Body)
	}
	return a
}

// Lasting makes an answer of something that does not change.
func Lasting(body []byte, contentType string) *Answer {
	return newAnswer(&Made{Body: body, ContentType: contentType, Status: http.StatusOK, Settled: true})
}

// pack gives the body packed, nil if that saves nothing.
func pack(body []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(body) // a buffer takes everything
	_ = w.Close()
	if b.Len() >= len(body) {
		return nil
	}
	return bytes.Clone(b.Bytes())
}

// Control gives what clients are told of answers that last: for how long they need not
// ask again, and whether who stands between them and the server may keep them.
func Control(private bool, maxAge time.Duration) string {
	who := "public"
	if private {
		who = "private"
	}
	return fmt.Sprintf("%s, max-age=%d, must-revalidate", who, int(maxAge.Seconds()))
}

// Serve answers a request by the answer, or by 304 if the client has it. cacheControl is
// what clients are told about an answer that lasts; others they must not keep.
func (a *Answer) Serve(w http.ResponseWriter, r *http.Request, cacheControl string) {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if !a.lasting {
		h.Set("Cache-Control", "no-store")
		a.send(w, a.body)
		return
	}
	h.Set("Cache-Control", cacheControl)
	body, tag := a.body, a.tag
	packed := a.gzipped != nil && takesGzip(r.Header.Get("Accept-Encoding"))
	if packed {
		body, tag = a.gzipped, a.zippedTag
	}
	h.Set("ETag", tag)
	if Has(r, tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if packed {
		h.Set("Content-Encoding", "gzip")
	}
	a.send(w, body)
}

func (a *Answer) send(w http.ResponseWriter, body []byte) {
	w.Header().Set("Content-Type", a.contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(a.status)
	_, _ = w.Write(body) // an error means that the client went away
}

// Has tells whether the header If-None-Match of a request names a tag: the client has
// what it stands for. Weak tags compare as strong ones do: RFC 9110, 13.1.2.
func Has(r *http.Request, tag string) bool {
	tag = strings.TrimPrefix(tag, "W/")
	for _, header := range r.Header.Values("If-None-Match") {
		for named := range strings.SplitSeq(header, ",") {
			if named = strings.TrimPrefix(strings.TrimSpace(named), "W/"); named == tag || named == "*" {
				return true
			}
		}
	}
	return false
}

// takesGzip tells whether Accept-Encoding allows gzip: RFC 9110, 12.5.3.
func takesGzip(header string) bool {
	any := false
	for part := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(part, ";")
		q := 1.0
		if text, is := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(parameters), " ", ""), "q="); is {
			var err error
			if q, err = strconv.ParseFloat(text, 64); err != nil {
				q = 0
			}
		}
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "gzip":
			return q > 0
		case "*":
			any = q > 0
		}
	}
	return any
}
