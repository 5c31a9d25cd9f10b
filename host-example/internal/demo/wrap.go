package demo

import "unicode/utf8"

// broken breaks a text at blanks, so that the first part has at most first
// characters and the others at most next; what has no place to break is longer.
// Every part but the last ends in mark. A method stays with its path and, where
// there is a mark, so do words in single quotes: it would become part of them. A
// limit below 1 breaks nothing.
func broken(text string, first, next int, mark string) []string {
	var parts []string
	limit := first
	for limit > 0 && utf8.RuneCountInString(text) > limit {
		end := place(text, limit-len(mark), mark != "")
		if end < 0 {
			break
		}
		parts = append(parts, text[:end]+mark)
		text, limit = text[end+1:], next
	}
	return append(parts, text)
}

// place is the last blank to break a text at that leaves at most limit
// characters before it, else the first one after; -1 when there is none.
func place(text string, limit int, quotes bool) int {
	quoted, width, last := false, 0, -1
	for i, r := range text {
		if quotes && r == '\'' {
			quoted = !quoted
		}
		if r == ' ' && !quoted && mayBreak(text, i) {
			if width > limit && last >= 0 {
				return last
			}
			last = i
		}
		if width > limit && last >= 0 {
			return last
		}
		width++
	}
	return last
}

// mayBreak tells whether the blank at i stands between two words that may come
// apart: not after the sign that a line begins with, nor before a path.
func mayBreak(text string, i int) bool {
	const sign = 1
	return i > sign && i+1 < len(text) && text[i+1] != '/'
}
