package dbtest

import (
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// nobodyUID is the usual number of the user that owns no files.
const nobodyUID = 65534

// serverUser is whom servers run as: PostgreSQL refuses to run as root.
func serverUser() int {
	if os.Getuid() != 0 {
		return os.Getuid()
	}
	if u, err := user.Lookup("postgres"); err == nil {
		if id, err := strconv.Atoi(u.Uid); err == nil {
			return id
		}
	}
	return nobodyUID
}

// command runs a program of a server as the servers' user, and ends it when
// the thread that starts it ends.
func command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT}
	if os.Getuid() == 0 {
		id := uint32(serverUser())
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: id, Gid: id}
	}
	return cmd
}

const (
	memory     = "/dev/shm"
	memoryNeed = 4 << 30
)

// serverRoot is where servers have their folders: in memory where there is
// plenty, since a database is some three hundred files and each case makes
// several.
func serverRoot() string {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(memory, &fs); err == nil && fs.Bavail*uint64(fs.Bsize) >= memoryNeed {
		return memory
	}
	return os.TempDir()
}
