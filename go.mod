module github.com/schemadiff/schemadiff

go 1.26.0
