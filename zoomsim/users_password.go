package zoomsim

import (
	"crypto/sha256"
	"crypto/subtle"
	"strings"
	"unicode"
)

// The refusals of PUT /users/{userId}/password.
const (
	codePasswordLength      = 1124
	codePasswordLetter      = 1125
	codePasswordDigit       = 1126
	codePasswordSpecial     = 1127
	codePasswordCase        = 1128
	codePasswordSame        = 1130
	codePasswordConsecutive = 1131

	minPassword = 8
	maxPassword = 32

	messagePasswordCap = "This password cannot be changed because it has already been changed the maximum number of times over the past 24 hours."
)

type passwordBody struct {
	Password *string `json:"password"`
}

// changePassword answers PUT /users/{userId}/password.
func (s *Sim) changePassword(c *call) (reply, *refusal) {
	var body passwordBody
	if refused := readBody(c.r, &body); refused != nil {
		return reply{}, refused
	}
	if body.Password == nil {
		return reply{}, invalidFields([]fieldError{{"password", messageMissingField}})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.findUser(c.params[0])
	if u == nil {
		return reply{}, userNotFound(c.params[0])
	}
	switch {
	case u.status == pending:
		return reply{}, refusePending("change the password")
	case u.status == inactive:
		return reply{}, refuseInactive("update")
	case u.isAdmin():
		return reply{}, badRequest(codeAdminUser, "Can not update Admin's password")
	case u.logins&loginWork == 0:
		return reply{}, badRequest(codeNoPasswordLogin, "Can only update password of Zoom work email account")
	}
	if refused := s.passwordFault(*body.Password); refused != nil {
		return reply{}, refused
	}
	if u.hasPassword(*body.Password) {
		return reply{}, badRequest(codeValidation, "Your new password can not match the old password.")
	}
	now := s.now().Unix()
	changes := recentChanges(u.rare().passwordChanges, now)
	if most := s.opts.PasswordChanges; most > 0 && len(changes) >= most {
		return reply{}, badRequest(codeValidation, messagePasswordCap)
	}
	if s.opts.PasswordChanges > 0 {
		changes = append(changes, now)
		u.edit().passwordChanges = changes
	}
	u.setPassword(*body.Password)
	s.userOperation(u, "change_password")
	return noContent()
}

// passwordFault checks a password against Zoom's basic requirement; nil when
// it is good. Only a password that is nothing but one character, or nothing
// but one run, is refused for that, as the documentation describes it.
func (s *Sim) passwordFault(password string) *refusal {
	runes := []rune(password)
	has := func(is func(rune) bool) bool { return strings.ContainsFunc(password, is) }
	switch {
	case len(runes) < minPassword:
		return badRequest(codePasswordLength, "Have at least 8 characters")
	case len(runes) > maxPassword:
		// The upper limit is documented without an error of its own.
		return badRequest(codeValidation, messageBadPassword)
	case allStep(runes, 0):
		return badRequest(codePasswordSame, "Password can't use the same character.")
	case allStep(runes, 1):
		return badRequest(codePasswordConsecutive, "Password can't use continuation character.Such as 'abcdef','123456'.")
	case !has(unicode.IsLetter):
		return badRequest(codePasswordLetter, "Have at least 1 letter (a, b, c…)")
	case !has(unicode.IsDigit):
		return badRequest(codePasswordDigit, "Have at least 1 number (1, 2, 3…)")
	case s.opts.PasswordSpecial && !has(isSpecial):
		return badRequest(codePasswordSpecial, "Have at least 1 special character (!, @, #…)")
	case !has(unicode.IsUpper) || !has(unicode.IsLower):
		return badRequest(codePasswordCase, "Include both Upper case and Lower case characters")
	}
	return nil
}

func isSpecial(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }

// allStep tells whether each character follows its predecessor by step.
func allStep(runes []rune, step rune) bool {
	for i := 1; i < len(runes); i++ {
		if runes[i]-runes[i-1] != step {
			return false
		}
	}
	return true
}

// Passwords are kept as digests, only to notice an unchanged one. They are
// test data: a slow password hash would protect nothing here.

func (u *user) digest(password string) [32]byte {
	return sha256.Sum256(append(u.id[:], password...))
}

func (u *user) setPassword(password string) {
	p := u.edit()
	p.passwordDigest, p.hasPassword = u.digest(password), true
}

func (u *user) hasPassword(password string) bool {
	rare, digest := u.rare(), u.digest(password)
	return rare.hasPassword && subtle.ConstantTimeCompare(rare.passwordDigest[:], digest[:]) == 1
}
