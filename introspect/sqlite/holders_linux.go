package sqlite

// SQLite's "database is locked" does not say who holds the lock. On Linux the kernel does:
// /proc/locks has each lock with its process, kind and bytes, which decide whether it is in the
// way (fileformat2.html, "The Lock-Byte Page"). Where it shows none, the processes that have the
// file open are named instead.

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/schemadiff/schemadiff/introspect"
)

// The bytes of the -shm file that are locked in WAL mode (walformat.html, section 2.3).
const (
	walWrite   = 120
	walRecover = 122
)

// ticks is how many of the kernel's units of time are a second, on every architecture
// (time(7), USER_HZ).
const ticks = 100

// fileLock is a lock of a process on bytes of a file.
type fileLock struct {
	pid        int
	write      bool
	shm        bool // of the -shm file beside the database
	opened     bool // it is only known that the process has the file open
	first, end uint64
}

// Holders are the processes of this machine that are in the way, as far as they can be seen.
func Holders(path string, need Need) []introspect.Holder {
	locks := locksOn(path)
	inTheWay := slices.DeleteFunc(slices.Clone(locks), func(l fileLock) bool { return !l.blocks(need) })
	if len(inTheWay) == 0 {
		inTheWay = locks
	}
	if len(locks) == 0 {
		inTheWay = openBy(path)
	}
	var list []introspect.Holder
	seen := map[int]bool{}
	for _, l := range inTheWay {
		if seen[l.pid] || len(list) == 4 {
			continue
		}
		seen[l.pid] = true
		list = append(list, process(l))
	}
	return list
}

// blocks reports whether a lock is in the way of what somebody needs.
func (l fileLock) blocks(need Need) bool {
	covers := func(first, end uint64) bool { return l.first <= end && first <= l.end }
	shared := !l.shm && (covers(pendingByte, pendingByte) || covers(sharedFirst, sharedFirst+sharedSize-1))
	switch need {
	case ToRead:
		return l.write && (shared || l.shm && covers(walRecover, walRecover))
	case ToCommit:
		return !l.write && shared
	default:
		return l.write && (!l.shm && covers(pendingByte, sharedFirst+sharedSize-1) || l.shm && covers(walWrite, walRecover))
	}
}

// locksOn are the locks that other processes hold on a database file.
func locksOn(path string) []fileLock {
	file, shm := identity(path), ""
	if real, err := resolve(path); err == nil {
		shm = identity(real + shmSuffix)
	}
	text, err := os.ReadFile("/proc/locks")
	if err != nil || file == "" {
		return nil
	}
	var list []fileLock
	for s := bufio.NewScanner(bytes.NewReader(text)); s.Scan(); {
		f := strings.Fields(s.Text()) // 1: POSIX ADVISORY WRITE 4711 08:01:1234 1073741824 1073742335
		if len(f) != 8 || f[5] != file && f[5] != shm {
			continue
		}
		l := fileLock{write: f[3] == "WRITE", shm: f[5] != file}
		l.pid, _ = strconv.Atoi(f[4])
		l.first, _ = strconv.ParseUint(f[6], 10, 64)
		if l.end, err = strconv.ParseUint(f[7], 10, 64); err != nil { // EOF
			l.end = 1<<64 - 1
		}
		if l.pid != os.Getpid() {
			list = append(list, l)
		}
	}
	return list
}

// openBy are the processes that have a file open: where the kernel shows no locks, one
// of them has it.
func openBy(path string) []fileLock {
	real, err := resolve(path)
	if err != nil {
		return nil
	}
	var list []fileLock
	processes, _ := filepath.Glob("/proc/[0-9]*")
	for _, dir := range processes {
		pid, _ := strconv.Atoi(filepath.Base(dir))
		files, err := os.ReadDir(filepath.Join(dir, "fd"))
		if pid == os.Getpid() || err != nil {
			continue
		}
		for _, f := range files {
			if target, err := os.Readlink(filepath.Join(dir, "fd", f.Name())); err == nil && target == real {
				list = append(list, fileLock{pid: pid, opened: true})
				break
			}
		}
	}
	return list
}

// identity is a file as /proc/locks has it; "" for none.
func identity(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%02x:%02x:%d", unix.Major(uint64(s.Dev)), unix.Minor(uint64(s.Dev)), s.Ino)
}

// process describes the process that has a lock, as far as known.
func process(l fileLock) introspect.Holder {
	h := introspect.Holder{Local: true, PID: int32(l.pid), State: "reads"}
	switch {
	case l.opened:
		h.State = "has it open"
	case l.write:
		h.State = "writes"
	}
	dir := filepath.Join("/proc", strconv.Itoa(l.pid))
	info, err := os.Stat(dir)
	if l.pid <= 0 || err != nil {
		h.PID = 0
		return h
	}
	if name, err := os.ReadFile(filepath.Join(dir, "comm")); err == nil {
		h.Program = strings.TrimSpace(string(name))
	}
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		h.Role = strconv.Itoa(int(s.Uid))
		if u, err := user.LookupId(h.Role); err == nil {
			h.Role = u.Username
		}
	}
	h.Age = age(dir)
	return h
}

// age is for how long a process has been running (proc_pid_stat(5), starttime).
func age(dir string) time.Duration {
	const startTime = 22 - 3 // after the name, which may hold anything
	stat, err := os.ReadFile(filepath.Join(dir, "stat"))
	uptime, err2 := os.ReadFile("/proc/uptime")
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if err != nil || err2 != nil || len(fields) <= startTime {
		return 0
	}
	up, _ := strconv.ParseFloat(strings.Fields(string(uptime))[0], 64)
	started, _ := strconv.ParseFloat(fields[startTime], 64)
	return time.Duration((up - started/ticks) * float64(time.Second))
}
