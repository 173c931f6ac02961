package postgres

// This file separates errors of a connection from errors of the statement on it: a server
// that ends or starts, a network that breaks. They say nothing about the statement, and
// a later run may go better.

import (
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/schemadiff/schemadiff/introspect"
)

// Lost reports whether an error is about the connection.
func Lost(err error) bool {
	var server *pgconn.PgError
	if errors.As(err, &server) {
		switch server.Code {
		case "57P01", "57P02", "57P03", "57P05", "25P03", "25P04", "08006", "08003": // the server ends, starts, or ends the session
			return true
		}
		return false
	}
	var network *net.OpError
	var busy *introspect.BusyError
	var gone *introspect.LostError
	return errors.As(err, &gone) || errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, pgconn.ErrConnClosed) || errors.As(err, &busy) && busy.Err != nil && Lost(busy.Err)
}

// LostConnection is an error of a connection in clear words; any other stays as it is,
// unless lost says that it is one for reasons that the error does not show.
func LostConnection(url string, lost bool, err error) error {
	var busy *introspect.BusyError
	var gone *introspect.LostError
	var away *introspect.AwayError
	if err == nil || errors.As(err, &busy) || errors.As(err, &gone) || errors.As(err, &away) || !lost && !Lost(err) {
		return err
	}
	why := "the server or the network has closed it"
	var server *pgconn.PgError
	if errors.As(err, &server) {
		why = "the server says: " + server.Message
	}
	return &introspect.LostError{Database: Mask(url), Why: why, Err: err}
}
