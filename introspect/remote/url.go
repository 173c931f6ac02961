package remote

// How a cluster is named: rqlite://user@host:4001,host:4001?ca=FILE. A password may stand in
// the name, but belongs in a variable or comes from a command; no message repeats it.

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// The variables that hold a password, and a command that prints one.
const (
	PasswordVariable = "RQLITE_PASSWORD"
	CommandVariable  = "RQLITE_PASSWORD_COMMAND"
)

const (
	plainScheme = "rqlite"
	tlsScheme   = "rqlites"
	defaultPort = "4001"
)

// address is a cluster as its name says it.
type address struct {
	tls            bool
	hosts          []string // with ports
	user, password string
	ca, cert, key  string // files in PEM
}

// ParseURL reports whether a name is that of a cluster, and whether it is a good one.
func ParseURL(name string) (database string, ok bool, err error) {
	scheme, _, found := strings.Cut(name, "://")
	if !found || !strings.EqualFold(scheme, plainScheme) && !strings.EqualFold(scheme, tlsScheme) {
		return "", false, nil
	}
	if _, err := parseAddress(name); err != nil {
		return "", true, err
	}
	return name, true, nil
}

// Label is the hosts of a cluster without ports.
func Label(name string) string {
	a, err := parseAddress(name)
	if err != nil {
		return plainScheme
	}
	var hosts []string
	for _, h := range a.hosts {
		host, _, _ := net.SplitHostPort(h)
		hosts = append(hosts, host)
	}
	return strings.Join(slices.Compact(hosts), ",")
}

// Mask is the name of a cluster without its password.
func Mask(name string) string {
	scheme, rest, _ := strings.Cut(name, "://")
	end := strings.IndexAny(rest, "?#")
	if end < 0 {
		end = len(rest)
	}
	at := strings.LastIndex(rest[:end], "@")
	user, _, has := strings.Cut(rest[:max(at, 0)], ":")
	if !has {
		return name
	}
	return scheme + "://" + user + ":***" + rest[at:]
}

// parseAddress reads the name of a cluster. Its errors repeat nothing that may be secret.
func parseAddress(name string) (*address, error) {
	scheme, rest, _ := strings.Cut(name, "://")
	a := &address{tls: strings.EqualFold(scheme, tlsScheme)}
	rest, query, _ := strings.Cut(rest, "?")
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		user, password, _ := strings.Cut(rest[:at], ":")
		var errUser, errPassword error
		a.user, errUser = url.PathUnescape(user)
		a.password, errPassword = url.PathUnescape(password)
		if errUser != nil || errPassword != nil {
			return nil, errors.New("database URL: what is special in a user or password is percent-encoded")
		}
		rest = rest[at+1:]
	}
	hosts, path, _ := strings.Cut(rest, "/")
	if path != "" {
		return nil, fmt.Errorf("database URL: a cluster holds one database and has no path /%s", path)
	}
	for host := range strings.SplitSeq(hosts, ",") {
		full, err := withPort(host)
		if err != nil {
			return nil, err
		}
		a.hosts = append(a.hosts, full)
	}
	return a, a.parameters(query)
}

// withPort is a host with its port, or the usual one.
func withPort(host string) (string, error) {
	if host == "" {
		return "", errors.New("database URL: no host; write rqlite://USER@HOST:4001")
	}
	if _, _, err := net.SplitHostPort(host); err == nil {
		return host, nil
	}
	full := net.JoinHostPort(strings.Trim(host, "[]"), defaultPort)
	if strings.Contains(strings.Trim(host, "[]"), ":") && !strings.HasPrefix(host, "[") {
		return "", fmt.Errorf("database URL: host %q; an IPv6 address stands in brackets", host)
	}
	return full, nil
}

// parameters reads what follows the question mark.
func (a *address) parameters(query string) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return errors.New("database URL: the parameters cannot be read")
	}
	for name, list := range values {
		to := map[string]*string{"ca": &a.ca, "cert": &a.cert, "key": &a.key}[name]
		if to == nil {
			return fmt.Errorf("database URL: unknown parameter %q; ca, cert and key are known, files in PEM", name)
		}
		*to = list[len(list)-1]
		a.tls = true
	}
	if (a.cert == "") != (a.key == "") {
		return errors.New("database URL: cert and key go together")
	}
	return nil
}

// secret finds the password of a user: in the name, a variable, or what a command prints.
func (a *address) secret(ctx context.Context) (string, error) {
	command := os.Getenv(CommandVariable)
	switch set := os.Getenv(PasswordVariable); {
	case a.password != "" || a.user == "":
		return a.password, nil
	case set != "":
		return set, nil
	case command == "":
		return "", nil
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "sh", "-c", command).Output()
	if err != nil {
		return "", fmt.Errorf("$%s: %w", CommandVariable, err)
	}
	return string(bytes.TrimRight(out, "\r\n")), nil
}

// tlsConfig trusts the given authority, and shows a certificate of its own where there is one.
func (a *address) tlsConfig() (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if a.ca != "" {
		text, err := os.ReadFile(a.ca)
		if err != nil {
			return nil, fmt.Errorf("ca: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("ca: %s holds no certificate in PEM", a.ca)
		}
	}
	if a.cert != "" {
		pair, err := tls.LoadX509KeyPair(a.cert, a.key)
		if err != nil {
			return nil, fmt.Errorf("cert: %w", err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}
