//go:build linux || darwin || freebsd

package sqlite

import "golang.org/x/sys/unix"

// free is the number of bytes an ordinary user can still write in dir.
func free(dir string) (int64, bool) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, false
	}
	return int64(st.Bavail) * int64(st.Bsize), true
}
