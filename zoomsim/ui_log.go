package zoomsim

import "net/http"

// shownRequests is how many requests the log shows.
const shownRequests = 100

type logData struct {
	Route    string
	Routes   []routeCount
	Requests []Request
	Stats    Stats
}

func (u *ui) log(w http.ResponseWriter, r *http.Request) {
	d := logData{Route: r.URL.Query().Get("route"), Routes: u.sim.record.routeCounts(), Stats: u.sim.Stats()}
	d.Requests = u.sim.record.newest(shownRequests, d.Route)
	u.show(w, r, "log", uiPage{Title: "Requests", Nav: "log", Data: d})
}
