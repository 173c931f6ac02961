package render

// Colours for terminals, by what they mean. Renderers always ask a Style; whether it paints is
// decided once, where the output is opened.

// Style paints for terminals; the zero value paints nothing.
type Style struct{ Color bool }

// Bold makes s stand out.
func (st Style) Bold(s string) string { return st.paint("1", s) }

// Red is for errors and what destroys.
func (st Style) Red(s string) string { return st.paint("31", s) }

// Yellow is for warnings and what alters.
func (st Style) Yellow(s string) string { return st.paint("33", s) }

// Green is for what is added.
func (st Style) Green(s string) string { return st.paint("32", s) }

// Cyan is for hints.
func (st Style) Cyan(s string) string { return st.paint("36", s) }

// Dim is for what a reader may skip.
func (st Style) Dim(s string) string { return st.paint("2", s) }

func (st Style) paint(code, s string) string {
	if !st.Color || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}
