package format

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/migraph/migraph/graph"
)

// Bounds of what may come out of a packed file. Files of facts unpack to some thirty
// times their size; one of nothing but equal letters to a thousand.
const (
	mostUnpacked = 8 << 30
	mostRatio    = 200
	freeUnpacked = 64 << 20 // so much may come out whatever the ratio
)

var gzipMagic = []byte{0x1F, 0x8B}

// unpacked gives what is in a file that is packed by gzip, any other as it is.
func unpacked(name string, from io.Reader) (io.Reader, error) {
	b := bufio.NewReaderSize(from, 64<<10)
	if head, _ := b.Peek(len(gzipMagic)); !bytes.Equal(head, gzipMagic) {
		return b, nil
	}
	packed := &counter{from: b}
	z, err := gzip.NewReader(packed)
	if err != nil {
		return nil, refused(name, damaged(err).Error())
	}
	u := &unpacker{packed: packed, z: z}
	out := bufio.NewReaderSize(u, 64<<10)
	if head, _ := out.Peek(len(gzipMagic)); bytes.Equal(head, gzipMagic) {
		return nil, refused(name, "it is packed by gzip twice; unpack it once")
	}
	return out, nil
}

// unpacker unpacks within bounds.
type unpacker struct {
	packed *counter
	z      *gzip.Reader
	out    int64
}

func (u *unpacker) Read(p []byte) (int, error) {
	n, err := u.z.Read(p)
	u.out += int64(n)
	switch {
	case u.out > mostUnpacked, u.out > freeUnpacked && u.out > mostRatio*u.packed.n:
		return 0, fmt.Errorf("it unpacks to far more than a file of facts does (over %d MB from %d kB); unpack it and look what is in it", u.out>>20, u.packed.n>>10)
	case err != nil && !errors.Is(err, io.EOF):
		return n, damaged(err)
	}
	return n, err
}

func damaged(err error) error {
	return fmt.Errorf("it is packed by gzip, but damaged or cut off (%w); fetch it again", err)
}

func refused(name, why string) error {
	return &graph.Error{Code: graph.InvalidArgument, Message: name + " cannot be read", Cause: graph.Problems{{Where: name, Message: why}}}
}

// counter counts what is read.
type counter struct {
	from io.Reader
	n    int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += int64(n)
	return n, err
}
