// Package docs is the pages of the manual. It has no code: its tests run what the pages show and follow
// their links.
package docs
