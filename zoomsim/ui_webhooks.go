package zoomsim

import (
	"net/http"
	"slices"
)

// shownDeliveries is how many deliveries the page shows.
const shownDeliveries = 100

type webhooksData struct {
	Deliveries []WebhookDelivery
	Total      int
}

func (u *ui) webhooks(w http.ResponseWriter, r *http.Request) {
	deliveries := u.sim.WebhookDeliveries()
	d := webhooksData{Total: len(deliveries)}
	slices.Reverse(deliveries)
	d.Deliveries = deliveries[:min(len(deliveries), shownDeliveries)]
	u.show(w, r, "webhooks", uiPage{Title: "Webhook", Nav: "webhooks", Data: d})
}
