package value

// Addresses of networks and of network cards (datatype-net-types.html; inet_net_pton.c, mac.c,
// mac8.c). An inet is printed without the mask that holds all its bits, a cidr always with its mask.

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

func inetText(text string) (string, bool) {
	address, bits, ok := readInet(text)
	return printAddress(address, bits, bits != 8*len(address)), ok
}

func cidrText(text string) (string, bool) {
	address, bits, ok := readCIDR(text)
	return printAddress(address, bits, true), ok && !bitsBelow(address, bits)
}

// readInet reads an address with a mask, whose octets at the end may be missing only where the mask
// does not reach them.
func readInet(text string) (address []byte, bits int, ok bool) {
	if strings.Contains(text, ":") {
		return readIPv6(text)
	}
	host, mask, found := strings.Cut(text, "/")
	address, ok = octets(host)
	bits = 32
	if found {
		if bits, ok = maskBits(mask, 32, ok); bits/8 > len(address) {
			return nil, 0, false
		}
	} else if len(address) != 4 {
		return nil, 0, false
	}
	return append(address, make([]byte, 4-len(address))...), bits, ok
}

// readCIDR is readInet for a network, whose mask follows from its class or its octets.
func readCIDR(text string) (address []byte, bits int, ok bool) {
	if strings.Contains(text, ":") {
		return readIPv6(text)
	}
	host, mask, found := strings.Cut(text, "/")
	address, ok = octets(host)
	if !ok {
		return nil, 0, false
	}
	if found {
		bits, ok = maskBits(mask, 32, ok)
	} else {
		bits = max(classBits(address[0]), 8*len(address))
		if bits == 8 && address[0] == 224 {
			bits = 4
		}
	}
	return append(address, make([]byte, 4-len(address))...), bits, ok
}

// classBits is the length of the mask of an old network class.
func classBits(first byte) int {
	switch {
	case first >= 240:
		return 32
	case first >= 224:
		return 8
	case first >= 192:
		return 24
	case first >= 128:
		return 16
	}
	return 8
}

// octets reads one to four numbers between points.
func octets(text string) ([]byte, bool) {
	words := strings.Split(text, ".")
	if len(words) > 4 {
		return nil, false
	}
	var out []byte
	for _, word := range words {
		n, err := strconv.ParseUint(word, 10, 8)
		if err != nil || !allDigits(word) || len(word) > 6 {
			return nil, false
		}
		out = append(out, byte(n))
	}
	return out, true
}

func maskBits(text string, most int, ok bool) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, ok && err == nil && allDigits(text) && n <= most && len(text) <= 4
}

func readIPv6(text string) (address []byte, bits int, ok bool) {
	host, mask, found := strings.Cut(text, "/")
	bits, ok = 128, true
	if found {
		bits, ok = maskBits(mask, 128, len(mask) == 1 || !strings.HasPrefix(mask, "0"))
	}
	a, err := netip.ParseAddr(host)
	if err != nil || a.Zone() != "" {
		return nil, 0, false
	}
	bytes := a.As16()
	return bytes[:], bits, ok
}

// bitsBelow reports whether an address has bits that its mask does not hold.
func bitsBelow(address []byte, bits int) bool {
	for i, b := range address {
		if held := min(8, max(0, bits-8*i)); b<<held != 0 {
			return true
		}
	}
	return false
}

func printAddress(address []byte, bits int, withMask bool) string {
	text := ""
	switch len(address) {
	case 4:
		text = fmt.Sprintf("%d.%d.%d.%d", address[0], address[1], address[2], address[3])
	case 16:
		text = printIPv6(address)
	}
	if withMask {
		text += "/" + strconv.Itoa(bits)
	}
	return text
}

// printIPv6 writes the first of the longest runs of zero words as two colons, and the last two
// words of an address that holds one of version 4 as that.
func printIPv6(address []byte) string {
	var words [8]int
	for i := range words {
		words[i] = int(address[2*i])<<8 | int(address[2*i+1])
	}
	start, length := longestZeros(words)
	var b strings.Builder
	for i := 0; i < 8; i++ {
		if length > 0 && i >= start && i < start+length {
			if i == start {
				b.WriteByte(':')
			}
			continue
		}
		if i != 0 {
			b.WriteByte(':')
		}
		if i == 6 && start == 0 && (length == 6 || length == 7 && words[7] != 1 || length == 5 && words[5] == 0xffff) {
			fmt.Fprintf(&b, "%d.%d.%d.%d", address[12], address[13], address[14], address[15])
			return b.String()
		}
		fmt.Fprintf(&b, "%x", words[i])
	}
	if length > 0 && start+length == 8 {
		b.WriteByte(':')
	}
	return b.String()
}

// longestZeros finds the first of the longest runs of at least two zero words.
func longestZeros(words [8]int) (start, length int) {
	run := 0
	for i, w := range words {
		if w != 0 {
			run = 0
			continue
		}
		if run++; run > length && run >= 2 {
			start, length = i-run+1, run
		}
	}
	return start, length
}

// macText reads the seven notations of six bytes.
func macText(text string) (string, bool) {
	text = trim(text)
	for _, separator := range []string{":", "-"} {
		if words := strings.Split(text, separator); len(words) == 6 {
			for i, word := range words {
				if len(word) == 1 {
					words[i] = "0" + word
				}
				if len(words[i]) != 2 {
					return "", false
				}
			}
			return macBytes(strings.Join(words, ""))
		}
	}
	for _, form := range []struct {
		separator   string
		size, words int
	}{{":", 6, 2}, {"-", 6, 2}, {".", 4, 3}, {"-", 4, 3}} {
		if words := strings.Split(text, form.separator); len(words) == form.words && allOfLength(words, form.size) {
			return macBytes(strings.Join(words, ""))
		}
	}
	return macBytes(text)
}

func allOfLength(words []string, size int) bool {
	for _, word := range words {
		if len(word) != size {
			return false
		}
	}
	return true
}

func macBytes(digits string) (string, bool) {
	text, ok := colons(digits)
	return text, ok && len(digits) == 12
}

// colons prints pairs of hexadecimal digits with colons between.
func colons(digits string) (string, bool) {
	var list []string
	for i := 0; i+1 < len(digits); i += 2 {
		if hexDigit(digits[i]) < 0 || hexDigit(digits[i+1]) < 0 {
			return "", false
		}
		list = append(list, strings.ToLower(digits[i:i+2]))
	}
	return strings.Join(list, ":"), len(digits)%2 == 0
}

// mac8Text reads six or eight bytes; ff:fe is put into the middle of six.
func mac8Text(text string) (string, bool) {
	text = trim(text)
	var digits strings.Builder
	separator := byte(0)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case hexDigit(c) >= 0:
			digits.WriteByte(c)
		case (c == ':' || c == '-' || c == '.') && (separator == 0 || separator == c) && digits.Len() > 0 && digits.Len()%2 == 0 &&
			hexDigit(text[i-1]) >= 0 && i+1 < len(text):
			separator = c
		default:
			return "", false
		}
	}
	all := digits.String()
	if len(all) == 12 {
		all = all[:6] + "fffe" + all[6:]
	}
	out, ok := colons(all)
	return out, ok && len(all) == 16
}
