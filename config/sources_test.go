package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTrustIsNotForFiles: whoever can open a pull request could name themselves.
func TestTrustIsNotForFiles(t *testing.T) {
	project(t, map[string]string{FileName: "trust = ['mallory']\n"})
	_, err := Find(".")
	if err == nil || !strings.Contains(err.Error(), "--trust ROLE") || !strings.Contains(err.Error(), "SCHEMADIFF_TRUST") {
		t.Errorf("error %v does not say where trust is given", err)
	}
}

// TestConfigurationLeadsOut: a configuration that is a link to a file of somebody else
// would be quoted in errors about its text.
func TestConfigurationLeadsOut(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	must(t, os.WriteFile(secret, []byte("token abc"), 0o600))
	project(t, map[string]string{".git/HEAD": "", "real.toml": "dialect = 'sqlite'\n"})
	must(t, os.Symlink(secret, FileName))
	if _, err := Find("."); err == nil || !strings.Contains(err.Error(), "leads out of the repository") {
		t.Errorf("error %v", err)
	}
	must(t, os.Remove(FileName))
	must(t, os.Symlink("real.toml", FileName))
	if c := find(t); c.Dialect != "sqlite" {
		t.Errorf("a link within the repository is not read: %+v", c)
	}
}

// TestOutsideOfRepositories: without a repository the folder of the configuration is the
// root.
func TestOutsideOfRepositories(t *testing.T) {
	project(t, map[string]string{FileName: "schema = ['s/*.sql']\nmigrations = 'migrations'\n", "migrations/x": "", "s/a.sql": ""})
	find(t)
	project(t, map[string]string{FileName: "schema = ['../s']\n"})
	if _, err := Find("."); err == nil {
		t.Error("a source above the folder of the configuration is taken")
	}
}
