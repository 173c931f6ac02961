package config_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/schemadiff/schemadiff/config"
)

// The URL of an environment can stand in a variable, so that the file holds no secret.
func ExampleConfig_URL() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	text := "schema = [\"schema.sql\"]\n\n[env.prod]\nurl = \"env:PROD_URL\"\n"
	if err := os.WriteFile(filepath.Join(dir, config.FileName), []byte(text), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	c, err := config.Find(dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	url, err := c.URL(context.Background(), "prod", func(name string) string {
		return map[string]string{"PROD_URL": "postgres://app@db/app"}[name]
	})
	fmt.Println(url, err)
	// Output: postgres://app@db/app <nil>
}
