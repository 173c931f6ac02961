package value_test

import (
	"os"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }
