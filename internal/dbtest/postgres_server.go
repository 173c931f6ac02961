package dbtest

// This file runs one server: its programs are found, a cluster is copied from a template, and it is
// stopped with the tests, also with tests that were killed.

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	serverPrefix = "schemadiff-pg-"
	startLimit   = 30 * time.Second
)

// server is a running postgres with its data below dir.
type server struct {
	port int
	dir  string
	cmd  *exec.Cmd
	done chan struct{}
}

// startServer starts a server on a copy of a data folder that initdb made
// once, in a temporary folder. It dies with this process.
func startServer(major int) (*server, error) {
	sweep()
	bin, err := serverPrograms(major)
	if err != nil {
		return nil, err
	}
	template, err := template(bin)
	if err != nil {
		return nil, fmt.Errorf("prepare a data folder of PostgreSQL %d: %w", major, err)
	}
	dir, err := serverFolder(serverRoot(), serverPrefix+strconv.Itoa(os.Getpid())+"-")
	if err != nil {
		return nil, err
	}
	if err := exec.Command("cp", "-a", template, filepath.Join(dir, "data")).Run(); err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("copy the data folder: %w", err)
	}
	for attempt := 0; ; attempt++ {
		port, err := freePort()
		if err != nil {
			return nil, err
		}
		s, err := launch(bin, dir, port)
		if err == nil {
			return s, nil
		}
		if attempt == 2 {
			os.RemoveAll(dir)
			return nil, fmt.Errorf("start PostgreSQL %d: %w", major, err)
		}
	}
}

// serverPrograms is the folder that holds postgres and initdb of a version.
func serverPrograms(major int) (string, error) {
	for _, bin := range []string{
		fmt.Sprintf("/usr/lib/postgresql/%d/bin", major),
		filepath.Join(cacheRoot(), strconv.Itoa(major), "native", "bin"),
	} {
		if _, err := os.Stat(filepath.Join(bin, "postgres")); err == nil {
			return bin, nil
		}
	}
	return "", errors.New("it is not installed")
}

// cacheRoot is where test/setup puts servers. Root's home is closed to the
// user that the servers run as.
func cacheRoot() string {
	if dir := os.Getenv("XDG_CACHE_HOME"); dir != "" {
		return filepath.Join(dir, "schemadiff", "pg")
	}
	if os.Getuid() == 0 {
		return "/var/cache/schemadiff/pg"
	}
	home, err := os.UserHomeDir()
	if err != nil {
		home = os.TempDir()
	}
	return filepath.Join(home, ".cache", "schemadiff", "pg")
}

// template is a data folder of exactly this version and user, made once: a
// copy of it starts in a fraction of the time that initdb takes.
func template(bin string) (string, error) {
	version, err := exec.Command(filepath.Join(bin, "postgres"), "--version").Output()
	if err != nil {
		return "", fmt.Errorf("ask postgres for its version: %w", err)
	}
	name := fmt.Sprintf("template-%s-%d", strings.Join(strings.Fields(string(version)), "-"), serverUser())
	name = strings.NewReplacer("(", "", ")", "", "/", "-").Replace(name)
	root := filepath.Join(cacheRoot(), "data")
	path := filepath.Join(root, name)
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	if err := os.MkdirAll(root, 0o755); err != nil {
		return "", err
	}
	work, err := serverFolder(root, "new-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	data := filepath.Join(work, "data")
	if err := initdb(bin, data); err != nil {
		return "", err
	}
	// Another process may have been faster; both made the same.
	if err := os.Rename(data, path); err != nil && !errors.Is(err, fs.ErrExist) && !errors.Is(err, syscall.ENOTEMPTY) {
		return "", err
	}
	return path, nil
}

func initdb(bin, data string) error {
	cmd := command(filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust",
		"-E", "UTF8", "--locale=C.UTF-8", "--wal-segsize=4", "-N")
	cmd.Dir = filepath.Dir(data)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

// serverFolder is a temporary folder that belongs to the servers' user.
func serverFolder(parent, prefix string) (string, error) {
	dir, err := os.MkdirTemp(parent, prefix)
	if err != nil {
		return "", err
	}
	if os.Getuid() == 0 {
		err = os.Chown(dir, serverUser(), -1)
	}
	return dir, err
}

// launch starts postgres on a port and waits until it takes connections.
func launch(bin, dir string, port int) (*server, error) {
	var log bytes.Buffer
	cmd := command(filepath.Join(bin, "postgres"), serverSettings(dir, port)...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &log, &log
	s := &server{port: port, dir: dir, cmd: cmd, done: make(chan struct{})}
	started := make(chan error)
	go s.run(started)
	if err := <-started; err != nil {
		return nil, err
	}
	if !s.ready() {
		s.kill()
		return nil, fmt.Errorf("no connection:\n%s", log.String())
	}
	return s, nil
}

func serverSettings(dir string, port int) []string {
	args := []string{"-D", filepath.Join(dir, "data"), "-p", strconv.Itoa(port), "-k", dir}
	for _, setting := range []string{
		"listen_addresses=127.0.0.1", "max_connections=60", "max_locks_per_transaction=1024",
		"fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "wal_level=logical",
		"shared_buffers=64MB", "max_wal_size=512MB", "dynamic_shared_memory_type=mmap", "log_min_messages=fatal",
	} {
		args = append(args, "-c", setting)
	}
	return args
}

// run keeps the thread that started the server: the system ties the server's
// life to it, so that no server outlives a test that is killed.
func (s *server) run(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := s.cmd.Start()
	started <- err
	if err == nil {
		_ = s.cmd.Wait()
	}
	close(s.done)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// ready waits for the first query that is answered.
func (s *server) ready() bool {
	p := &PG{port: s.port}
	for deadline := time.Now().Add(startLimit); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		select {
		case <-s.done:
			return false
		default:
		}
		if Exec(p.URL("postgres"), "SELECT 1") == nil {
			return true
		}
	}
	return false
}

// stop ends the server at once, since nothing of it is kept.
func (s *server) stop() {
	s.kill()
	os.RemoveAll(s.dir)
}

func (s *server) kill() {
	_ = s.cmd.Process.Signal(syscall.SIGQUIT)
	select {
	case <-s.done:
	case <-time.After(10 * time.Second):
		_ = s.cmd.Process.Kill()
		<-s.done
	}
}

// sweep removes the folders of tests that were killed.
func sweep() {
	dirs, err := filepath.Glob(filepath.Join(serverRoot(), serverPrefix+"*"))
	if err != nil {
		return
	}
	for _, dir := range dirs {
		if ownerEnded(dir) {
			os.RemoveAll(dir)
		}
	}
}

// ownerEnded reports whether the process that a folder is named after has ended.
func ownerEnded(dir string) bool {
	owner, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), serverPrefix), "-")
	pid, err := strconv.Atoi(owner)
	return err == nil && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
}
