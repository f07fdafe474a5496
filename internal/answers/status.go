package answers

import (
	"net/http"

	"github.com/migraph/migraph/graph"
)

// Status gives the status of HTTP that tells an error of a code.
func Status(code graph.Code) int {
	switch code {
	case graph.NotFound:
		return http.StatusNotFound
	case graph.Unavailable:
		return http.StatusServiceUnavailable
	case graph.DeadlineExceeded, graph.Canceled:
		return http.StatusGatewayTimeout
	case graph.Internal:
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}
