package sqlite

import (
	"errors"
	"unsafe"

	"modernc.org/libc"
	engine "modernc.org/sqlite/lib"
)

// A real that becomes text has 17 significant digits since SQLite 3.52 and had 15
// before. Where a connection writes to a file of an application with an older SQLite,
// an index on such a text would differ from what the application computes, so
// the connection is set to write as that one does (c3ref/c_dbconfig_defensive.html,
// SQLITE_DBCONFIG_FP_DIGITS). The driver has no call for it; SQLite itself calls an
// automatic extension for every connection that is opened.

// DigitsParameter is the URI parameter of a file that sets how many significant digits
// a real has as text on a connection.
const DigitsParameter = "schemadiff_digits"

// offerDigits has connections that are opened from now on look for the parameter.
// SQLite takes an extension once, however often it is registered.
func offerDigits() error {
	tls := libc.NewTLS()
	defer tls.Close()
	hook := setDigits
	if code := engine.Xsqlite3_auto_extension(tls, *(*uintptr)(unsafe.Pointer(&hook))); code != engine.SQLITE_OK {
		return errors.New("SQLite takes no automatic extension")
	}
	return nil
}

// setDigits is called by SQLite for a new connection.
func setDigits(tls *libc.TLS, db, _, _ uintptr) int32 {
	main, err1 := libc.CString("main")
	parameter, err2 := libc.CString(DigitsParameter)
	defer libc.Xfree(tls, main)
	defer libc.Xfree(tls, parameter)
	if err1 != nil || err2 != nil {
		return engine.SQLITE_NOMEM
	}
	digits := engine.Xsqlite3_uri_int64(tls, engine.Xsqlite3_db_filename(tls, db, main), parameter, 0)
	if digits == 0 {
		return engine.SQLITE_OK
	}
	const slots = 2 * 8 // of the variable arguments: the digits, and no place for the former ones
	args := libc.Xmalloc(tls, slots)
	if args == 0 {
		return engine.SQLITE_NOMEM
	}
	defer libc.Xfree(tls, args)
	return engine.Xsqlite3_db_config(tls, db, engine.SQLITE_DBCONFIG_FP_DIGITS, libc.VaList(args, int32(digits), uintptr(0)))
}
