package postgres

// Errors of connecting, in words that say what could not be reached and what to do about it, never with the password,
// and sorted into those worth another try (introspect.BusyError, LostError, AwayError) and the others.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/schemadiff/schemadiff/introspect"
)

// connectError says who could not be reached and what to do; never the password.
func connectError(config *pgx.ConnConfig, err error) error {
	where := fmt.Sprintf("database %q of %s port %d as %q", cmp.Or(config.Database, config.User), config.Host, config.Port, config.User)
	var server *pgconn.PgError
	if errors.As(err, &server) {
		switch server.Code {
		case "53300", "57P03": // too many connections, starting up
			return &introspect.BusyError{Database: where, What: "a connection: " + server.Message, Err: err}
		}
		if Lost(err) {
			return &introspect.LostError{Database: where, Why: "the server says: " + server.Message, Err: err}
		}
		return fmt.Errorf("connect to %s: %s (SQLSTATE %s)%s", where, server.Message, server.Code, advice(server.Code))
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return &introspect.BusyError{Database: where, What: "a connection", Waited: config.ConnectTimeout, Err: err}
	}
	var network *net.OpError
	if errors.As(err, &network) {
		return &introspect.AwayError{Text: fmt.Sprintf("connect to %s: %v: does the server run there?", where, network.Err), Err: network.Err}
	}
	var lookup *net.DNSError
	if errors.As(err, &lookup) {
		return &introspect.AwayError{Text: fmt.Sprintf("connect to %s: %v", where, lookup), Err: lookup}
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) { // such as a container's proxy whose server does not listen yet
		return &introspect.AwayError{Text: fmt.Sprintf("connect to %s: whoever listens there has closed the connection: is it PostgreSQL, and does it run?", where), Err: err}
	}
	text := err.Error()
	if config.Password != "" {
		text = strings.ReplaceAll(text, config.Password, "***")
	}
	return fmt.Errorf("connect to %s: %s", where, text)
}

func advice(code string) string {
	switch code {
	case "28P01", "28000":
		return ": check the role, the password and pg_hba.conf"
	case "3D000":
		return ": create it first"
	}
	return ""
}

// Busy is such an error as one that a later try may not meet.
func Busy(database, what string, waited time.Duration, err error) error {
	return &introspect.BusyError{Database: Mask(database), What: what, Waited: waited, Err: err}
}

// notText says what to do where the catalog holds bytes that are no text: a database that
// is SQL_ASCII takes any, and converts none.
func notText(err error) error {
	var server *pgconn.PgError
	if errors.As(err, &server) && server.Code == "22021" {
		return fmt.Errorf("%w: names, comments and definitions must be UTF-8 to be read; show server_encoding says SQL_ASCII where the server does not know how they are encoded: write them again as UTF-8", err)
	}
	return err
}
