package zoomsim

import "strconv"

// licenceSetter changes features that Licensed users alone can have.
func licenceSetter(change func(*features)) featureSetter {
	return func(_ *Sim, u *user) string {
		old := u.features()
		now := old
		change(&now)
		now.tidy(old)
		switch {
		case now == old:
			return reasonNoNeed
		case now.allow(old, u.kind == typeLicensed) != nil:
			return reasonUnpaid
		}
		u.setFeatures(now)
		return ""
	}
}

// capacitySetter switches a feature that comes in sizes; its values are codes.
func capacitySetter(field, value string) (featureSetter, *refusal) {
	code, err := strconv.Atoi(value)
	capacity, known := capacityOf(field, code)
	if err != nil || !known {
		return nil, invalidField("feature_value")
	}
	on := capacity > 0
	return licenceSetter(func(f *features) {
		switch field {
		case "large_meeting":
			f.LargeMeeting, f.LargeMeetingCapacity = on, capacity
		case "webinar":
			f.Webinar, f.WebinarCapacity = on, capacity
		default:
			f.ZoomEvents, f.ZoomEventsCapacity = on, capacity
		}
	}), nil
}

// capacityOf reads the code of a size; 0 switches the feature off.
func capacityOf(field string, code int) (int, bool) {
	var sizes map[int]int
	switch field {
	case "large_meeting":
		sizes = map[int]int{0: 0, 1: 100, 32: 200, 64: 300, 128: 500, 256: 1000, 1024: 3000, 2048: 5000}
	case "webinar":
		sizes = map[int]int{
			0: 0, 16: 100, 1: 500, 64: 1000, 128: 3000, 256: 5000, 512: 10000, 1024: 20000,
			2048: 30000, 4096: 40000, 8192: 50000, 16384: 501, 32768: 1001,
		}
	default:
		sizes = map[int]int{0: 0, 500: 500, 1000: 1000, 3000: 3000, 5000: 5000, 10000: 10000, 20000: 20000, 30000: 30000, 50000: 50000}
	}
	size, known := sizes[code]
	return size, known
}

// switchSetter switches a feature that is on or off.
func switchSetter(field, value string) (featureSetter, *refusal) {
	if value != "true" && value != "false" {
		return nil, invalidField("feature_value")
	}
	on := value == "true"
	return licenceSetter(func(f *features) {
		switch field {
		case "zoom_whiteboard":
			f.ZoomWhiteboard = on
		case "zoom_clips_plus":
			f.ZoomClipsPlus = on
		default:
			f.ZoomRevenueAccelerator = on
		}
	}), nil
}
