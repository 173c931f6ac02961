package lsp

// The framing of messages on a stream ("Base Protocol"): header lines, an empty line, as many bytes as
// Content-Length says. Lengths are bounded before memory is taken, and lines that are no header are
// skipped, so that a client that writes something else by mistake does not end the session.

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Bounds of a message.
const (
	maxMessage = 64 << 20 // bytes of a message that is read
	maxHeader  = 8 << 10  // bytes of a header line
)

// tooLarge stands for a message that was skipped.
const tooLarge = `{"jsonrpc":"2.0","method":"` + methodTooLarge + `"}`

// stream is a channel of messages over a pair of pipes.
type stream struct {
	in  *bufio.Reader
	out io.Writer
}

func newStream(in io.Reader, out io.Writer) *stream {
	return &stream{bufio.NewReaderSize(in, maxHeader), out}
}

// libraryCancelled and protocolCancelled are the code of a request that was cancelled before its handler
// began, as jrpc2 writes it and as the protocol has it. Quotes are escaped in strings, so that the text can
// only be a member of an error.
var (
	libraryCancelled  = []byte(`"code":-32097,`)
	protocolCancelled = []byte(`"code":-32800,`)
)

// Send writes one message.
func (s *stream) Send(message []byte) error {
	var b bytes.Buffer
	message = bytes.ReplaceAll(message, libraryCancelled, protocolCancelled)
	fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n", len(message))
	b.Write(message)
	_, err := s.out.Write(b.Bytes())
	return err
}

// Recv reads one message. A message that is too large is skipped and reported as a notification.
func (s *stream) Recv() ([]byte, error) {
	length, err := s.header()
	if err != nil {
		return nil, err
	}
	if length > maxMessage {
		if _, err := io.CopyN(io.Discard, s.in, length); err != nil {
			return nil, err
		}
		return []byte(tooLarge), nil
	}
	var b bytes.Buffer // grows as bytes arrive: a length alone takes no memory
	if _, err := io.CopyN(&b, s.in, length); err != nil {
		return nil, io.EOF
	}
	return b.Bytes(), nil
}

// header reads header lines up to the empty one, and returns the length.
func (s *stream) header() (int64, error) {
	length := int64(-1)
	for {
		line, err := s.in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) { // no header is that long
			continue
		}
		if err != nil {
			return 0, err
		}
		text := strings.TrimSpace(string(line))
		if text == "" && length >= 0 {
			return length, nil
		}
		name, value, _ := strings.Cut(text, ":")
		if !strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			continue
		}
		if n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64); err == nil && n >= 0 {
			length = n
		}
	}
}

// Close leaves both pipes to who opened them.
func (s *stream) Close() error { return nil }
