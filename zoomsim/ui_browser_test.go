package zoomsim_test

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// Environment of the browser test: which browser to take, and where to keep a
// picture of the overview, which docs/zoomsim.png is.
const (
	browserVariable    = "CHROME"
	screenshotVariable = "ZOOMSIM_SCREENSHOT"
)

// findBrowser gives the path of a Chromium; "" when there is none.
func findBrowser() string {
	for _, name := range []string{os.Getenv(browserVariable), "chromium", "chromium-browser", "google-chrome"} {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// browse opens a headless browser that ends with the test.
func browse(t *testing.T) context.Context {
	t.Helper()
	path := findBrowser()
	if path == "" {
		t.Skipf("no Chromium: neither %s nor chromium, chromium-browser or google-chrome in PATH names one", browserVariable)
	}
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.Headless,
		// A build machine runs this as root, in a container: there is no sandbox.
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.WindowSize(1280, 1000))
	bounded, stop := context.WithTimeout(context.WithoutCancel(t.Context()), 2*time.Minute)
	allocator, cancel := chromedp.NewExecAllocator(bounded, options...)
	tab, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		// This waits for the browser, so that its folder can be removed.
		if err := chromedp.Cancel(tab); err != nil {
			t.Errorf("close the browser: %v", err)
		}
		closeTab()
		cancel()
		stop()
	})
	return tab
}

func TestPageInBrowser(t *testing.T) {
	t.Parallel()
	tab := browse(t)
	s, hc := start(t, zoomsim.Options{
		Seed: 1, Users: 25_000, Groups: 60, PendingShare: 0.04, InactiveShare: 0.06, LicensedSeats: 16_000, Plan: zoomsim.PlanPro, PhoneShare: 0.1,
	})
	c := &client{t: t, sim: s.Sim()}
	c.login()
	email := c.first("pending", nil)["email"].(string)
	run := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(tab, steps...); err != nil {
			t.Fatal(err)
		}
	}
	shows := func(selector chromedp.CSS, texts ...string) {
		t.Helper()
		text, err := chromedp.Run(tab, chromedp.Text(selector))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range texts {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not show %q, but:\n%s", selector, want, text)
			}
		}
	}
	visible := chromedp.WaitVisible[chromedp.CSS]
	run(chromedp.Navigate(s.UIURL), visible("h1"))
	if address, err := chromedp.Run(tab, chromedp.Location()); err != nil || strings.Contains(address, s.ControlToken) {
		t.Errorf("the address bar shows %s (error %v), with the control token", address, err)
	}
	shows("main", "25\u202f000", "60", "Licensed", "pending", "core Medium")

	// A click accepts the invitation of a pending user.
	run(chromedp.Navigate(cutQuery(s.UIURL)+"users?status=pending&q="+email),
		chromedp.Click(chromedp.CSS("tbody a")), visible("#accept"))
	shows(".head", email, "pending")
	run(chromedp.Click(chromedp.CSS("#accept")), visible(".badge.active"), chromedp.WaitNotPresent(chromedp.CSS("#accept")))
	shows(".note", "active")
	if got := c.get(path("users", email))["status"]; got != "active" {
		t.Errorf("the API shows status %v", got)
	}

	// The log shows a request that is made while it is open.
	run(chromedp.Navigate(cutQuery(s.UIURL)+"log"), visible("table.log"))
	send(t, hc, http.MethodGet, s.ServiceURL+"/groups?page_size=7", "", bearer(c.token))
	run(visible(`tr[data-query="page_size=7"]`))
	shows("table.log tbody tr", "GET", "/groups", "Medium", "200", "ms")

	if file := os.Getenv(screenshotVariable); file != "" {
		screenshot(tab, t, s, c, file)
	}
}

// screenshot keeps a picture of the overview of a busy account.
func screenshot(tab context.Context, t *testing.T, s *zoomsim.Server, c *client, file string) {
	t.Helper()
	for _, load := range []struct {
		times int
		path  string
	}{{26, "/users?page_size=300"}, {34, "/users/me"}, {9, "/groups"}, {7, "/users/nobody@example.com"}, {11, "/users/me/settings"}} {
		for range load.times {
			c.do(http.MethodGet, load.path, "")
		}
	}
	err := chromedp.Do(tab, chromedp.Navigate(cutQuery(s.UIURL)), chromedp.WaitVisible(chromedp.CSS("h1")))
	if err != nil {
		t.Fatal(err)
	}
	picture, err := chromedp.Run(tab, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(file, picture, 0o644)
	}
	if err != nil {
		t.Error(err)
	}
}

func cutQuery(address string) string {
	before, _, _ := strings.Cut(address, "?")
	return before
}
