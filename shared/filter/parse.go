package filter

import (
	"strings"
	"unicode/utf8"

	"github.com/igaplugin/igaplugin/shared"
)

// MaxLength is how long a text Parse accepts, in bytes.
const MaxLength = 64 << 10

// Parse reads a filter in the syntax of RFC 7644 section 3.4.2.2:
//
//	userName sw "J" and (status eq "active" or not (loginCount gt 3)) and phone pr
//
// Keywords are written in any case; not binds tighter than and, and and tighter
// than or. Literals are those of JSON; integers are exact and have 64 bits.
// "eq null" means that the attribute is not present, "ne null" that it is.
// Names consist of letters, digits and the characters _ - . : and $. Value
// paths, as in emails[type eq "work"], are not part of it.
//
// The result is not bound to an object class yet; Resolve does that. Errors are
// an *shared.Error of kind ErrInvalidRequest that gives the position, counted
// in characters from 1, what was found and what was expected. The text is
// limited to MaxLength bytes and the nesting to MaxDepth levels.
func Parse(text string) (shared.Filter, error) {
	if len(text) > MaxLength {
		return nil, shared.NewError(shared.ErrInvalidRequest, "filter: longer than %d bytes", MaxLength)
	}
	if !utf8.ValidString(text) {
		return nil, shared.NewError(shared.ErrInvalidRequest, "filter: not valid UTF-8")
	}
	p := &parser{lexer: lexer{text: text}}
	p.advance()
	parsed, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.tok.kind != tokenEnd {
		return nil, p.unexpected(wantJoin)
	}
	return parsed.filter, nil
}

// parser is a recursive descent with one token of look-ahead.
type parser struct {
	lexer lexer
	tok   token
	// nesting counts open parentheses, which bounds the recursion.
	nesting int
}

// tree is a filter with its number of levels.
type tree struct {
	filter shared.Filter
	depth  int
}

func (p *parser) advance() { p.tok = p.lexer.next() }

func (p *parser) or() (tree, error) {
	return p.list("or", p.and, func(fs []shared.Filter) shared.Filter { return &Or{Filters: fs} })
}

func (p *parser) and() (tree, error) {
	return p.list("and", p.operand, func(fs []shared.Filter) shared.Filter { return &And{Filters: fs} })
}

// list reads operands separated by a keyword; one operand stays as it is.
func (p *parser) list(keyword string, read func() (tree, error), join func([]shared.Filter) shared.Filter) (tree, error) {
	first, err := read()
	if err != nil || !p.atWord(keyword) {
		return first, err
	}
	start := p.tok
	filters, depth := []shared.Filter{first.filter}, first.depth
	for p.atWord(keyword) {
		p.advance()
		next, err := read()
		if err != nil {
			return tree{}, err
		}
		filters, depth = append(filters, next.filter), max(depth, next.depth)
	}
	return p.nested(tree{filter: join(filters), depth: depth + 1}, start)
}

// operand reads a group, a negation or a comparison. A word that is not
// followed by an opening parenthesis is an attribute, even when it reads not.
func (p *parser) operand() (tree, error) {
	if p.tok.kind == tokenOpen {
		return p.group()
	}
	if p.tok.kind != tokenWord || !isName(p.tok.text) {
		return tree{}, p.unexpected(wantOperand)
	}
	name := p.tok
	p.advance()
	if p.tok.kind != tokenOpen || !strings.EqualFold(name.text, "not") {
		return p.comparison(name)
	}
	inner, err := p.group()
	if err != nil {
		return tree{}, err
	}
	return p.nested(tree{filter: &Not{Filter: inner.filter}, depth: inner.depth + 1}, name)
}

// group reads a filter in parentheses.
func (p *parser) group() (tree, error) {
	open := p.tok
	if p.nesting++; p.nesting > MaxDepth {
		return tree{}, p.tooDeep(open)
	}
	p.advance()
	inner, err := p.or()
	if err != nil {
		return tree{}, err
	}
	if p.tok.kind != tokenClose {
		return tree{}, p.unexpected(wantClose)
	}
	p.advance()
	p.nesting--
	return inner, nil
}

// nested refuses a tree that has too many levels; at is where it is seen.
func (p *parser) nested(t tree, at token) (tree, error) {
	if t.depth > MaxDepth {
		return tree{}, p.tooDeep(at)
	}
	return t, nil
}

// comparison reads an operator and a literal, the name before them being read.
func (p *parser) comparison(name token) (tree, error) {
	if p.atWord("pr") {
		p.advance()
		return tree{filter: Pr(name.text), depth: 1}, nil
	}
	op, ok := p.operator()
	if !ok {
		if strings.EqualFold(name.text, "not") {
			return tree{}, p.unexpected(wantOperatorAfterNot)
		}
		return tree{}, p.unexpected(wantOperator)
	}
	p.advance()
	if p.atWord("null") {
		return p.null(name, op)
	}
	value, err := p.literal()
	if err != nil {
		return tree{}, err
	}
	p.advance()
	return tree{filter: &Comparison{Attribute: name.text, Operator: op, Value: value}, depth: 1}, nil
}

func (p *parser) operator() (Operator, bool) {
	for op := Equal; op.Valid(); op++ {
		if p.atWord(op.String()) {
			return op, true
		}
	}
	return 0, false
}

// null reads the literal that stands for no value.
func (p *parser) null(name token, op Operator) (tree, error) {
	switch op {
	case Equal:
		p.advance()
		return p.nested(tree{filter: Negate(Pr(name.text)), depth: 2}, name)
	case NotEqual:
		p.advance()
		return tree{filter: Pr(name.text), depth: 1}, nil
	default:
		return tree{}, p.unexpected(wantNoNull)
	}
}

// atWord tells whether the token is that keyword, in any case.
func (p *parser) atWord(keyword string) bool {
	return p.tok.kind == tokenWord && strings.EqualFold(p.tok.text, keyword)
}
