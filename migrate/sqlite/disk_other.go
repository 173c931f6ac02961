//go:build !linux && !darwin && !freebsd

package sqlite

// free is not known here.
func free(string) (int64, bool) { return 0, false }
