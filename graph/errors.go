package graph

import (
	"context"
	"errors"
	"fmt"
)

// Code says what kind of failure an Error is. The codes are part of the API:
// GraphQL clients read them from extensions.code.
type Code string

const (
	// NotFound: the thing that was asked for by name does not exist.
	NotFound Code = "NOT_FOUND"
	// InvalidArgument: the question or the input is malformed.
	InvalidArgument Code = "INVALID_ARGUMENT"
	// Conflict: the input contradicts what is stored or itself.
	Conflict Code = "CONFLICT"
	// LimitExceeded: the question or the input is larger than is allowed.
	LimitExceeded Code = "LIMIT_EXCEEDED"
	// DeadlineExceeded: the answer took longer than is allowed.
	DeadlineExceeded Code = "DEADLINE_EXCEEDED"
	// Canceled: the client went away.
	Canceled Code = "CANCELED"
	// Unavailable: the store cannot be reached or is busy; trying again may help.
	Unavailable Code = "UNAVAILABLE"
	// Internal: a defect of Migraph; its cause is only for the log.
	Internal Code = "INTERNAL"
)

// Error is the one error type that crosses the borders of packages.
type Error struct {
	Code Code
	// Argument is the argument of the question at fault, if one is.
	Argument string
	// Message tells a person what was wrong and what to do. It is shown to
	// users unless Code is Internal.
	Message string
	// Cause is for logs only.
	Cause error
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Message, e.Cause)
	}
	return fmt.Sprintf("%s: %s", e.Code, e.Message)
}

func (e *Error) Unwrap() error { return e.Cause }

// Errorf makes an Error without a cause.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// InvalidArg makes an InvalidArgument error that names the argument at fault.
func InvalidArg(argument, format string, args ...any) *Error {
	return &Error{Code: InvalidArgument, Argument: argument, Message: fmt.Sprintf(format, args...)}
}

// CodeOf tells the code of any error: its own if it is an Error, the context's
// if it ended by one, else Internal.
func CodeOf(err error) Code {
	var e *Error
	switch {
	case errors.As(err, &e):
		return e.Code
	case errors.Is(err, context.DeadlineExceeded):
		return DeadlineExceeded
	case errors.Is(err, context.Canceled):
		return Canceled
	}
	return Internal
}
