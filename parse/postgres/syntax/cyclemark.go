package syntax

// The marks of CYCLE … SET column TO 'x' DEFAULT 'y'. Servers print them with a cast after each,
// 'x'::text, which their own grammar does not take there (AexprConst in gram.y): such a view can be
// made and not restored. In text of a catalog they are written as the grammar has it, text 'x'.

// readableMarks is a statement with marks that can be read.
func readableMarks(text string) string {
	list := tokensOf(text)
	for i := len(list) - 4; i >= 0; i-- {
		if !list[i].Is(text, "to") && !list[i].Is(text, "default") || list[i+1].Kind != String || !list[i+2].IsPunct(text, "::") {
			continue
		}
		end := i + 3 // after the type
		for end < len(list) && !list[end].Is(text, "default") && !list[end].Is(text, "using") {
			end++
		}
		value := text[list[i+1].Start:list[i+1].End]
		text = text[:list[i+1].Start] + text[list[i+3].Start:list[end-1].End] + " " + value + text[list[end-1].End:]
		list = tokensOf(text)
	}
	return text
}
