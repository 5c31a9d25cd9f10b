package zoomsim

// givenName is a first or last name and its spelling in an e-mail address.
type givenName struct{ shown, ascii string }

// The tables generated people are made of. They hold spellings that break
// careless clients: accents, apostrophes, blanks, other scripts.

func firstNames() []givenName {
	return []givenName{
		{"Anna", "anna"},
		{"Liam", "liam"},
		{"Zoë", "zoe"},
		{"Noah", "noah"},
		{"Olivia", "olivia"},
		{"Mateo", "mateo"},
		{"Søren", "soren"},
		{"Priya", "priya"},
		{"Arjun", "arjun"},
		{"Yuki", "yuki"},
		{"Haruto", "haruto"},
		{"Łukasz", "lukasz"},
		{"Katarzyna", "katarzyna"},
		{"François", "francois"},
		{"Chloé", "chloe"},
		{"Jürgen", "juergen"},
		{"Björn", "bjoern"},
		{"Fatima", "fatima"},
		{"Omar", "omar"},
		{"Aisha", "aisha"},
		{"Chinedu", "chinedu"},
		{"Amara", "amara"},
		{"Thabo", "thabo"},
		{"Lerato", "lerato"},
		{"José", "jose"},
		{"Lucía", "lucia"},
		{"Thiago", "thiago"},
		{"Beatriz", "beatriz"},
		{"Marie-Claire", "marie-claire"},
		{"Jean Luc", "jeanluc"},
		{"Giulia", "giulia"},
		{"Marco", "marco"},
		{"Elena", "elena"},
		{"Дмитрий", "dmitry"},
		{"Ольга", "olga"},
		{"伟", "wei"},
		{"芳", "fang"},
		{"Minh", "minh"},
		{"Linh", "linh"},
		{"Siobhán", "siobhan"},
		{"Connor", "connor"},
		{"Grace", "grace"},
		{"Ethan", "ethan"},
		{"Sophia", "sophia"},
		{"Jack", "jack"},
		{"Emily", "emily"},
		{"Mohammed", "mohammed"},
		{"Leila", "leila"},
		{"David", "david"},
		{"Rachel", "rachel"},
		{"Eszter", "eszter"},
		{"Jan", "jan"},
		{"Petra", "petra"},
		{"Mikael", "mikael"},
	}
}

func lastNames() []givenName {
	return []givenName{
		{"Smith", "smith"},
		{"O'Brien", "obrien"},
		{"Müller", "mueller"},
		{"García", "garcia"},
		{"Nguyễn", "nguyen"},
		{"Kowalski", "kowalski"},
		{"van der Berg", "vanderberg"},
		{"Sørensen", "sorensen"},
		{"Patel", "patel"},
		{"Sharma", "sharma"},
		{"Tanaka", "tanaka"},
		{"Satō", "sato"},
		{"Dubois", "dubois"},
		{"Lefèvre", "lefevre"},
		{"Schröder", "schroeder"},
		{"Weiß", "weiss"},
		{"Rossi", "rossi"},
		{"Ferrari", "ferrari"},
		{"Okafor", "okafor"},
		{"Mensah", "mensah"},
		{"Dlamini", "dlamini"},
		{"Nkosi", "nkosi"},
		{"Silva", "silva"},
		{"Gonçalves", "goncalves"},
		{"Al-Farsi", "al-farsi"},
		{"Haddad", "haddad"},
		{"Ivanov", "ivanov"},
		{"Петрова", "petrova"},
		{"王", "wang"},
		{"李", "li"},
		{"Kim", "kim"},
		{"Park", "park"},
		{"Johnson", "johnson"},
		{"Williams", "williams"},
		{"Brown", "brown"},
		{"Jones", "jones"},
		{"Davis", "davis"},
		{"Miller", "miller"},
		{"Wilson", "wilson"},
		{"Anderson", "anderson"},
		{"Thomas", "thomas"},
		{"Taylor", "taylor"},
		{"Moore", "moore"},
		{"Martin", "martin"},
		{"Lee", "lee"},
		{"White", "white"},
		{"Clark", "clark"},
		{"Lewis", "lewis"},
		{"Novák", "novak"},
		{"Horváth", "horvath"},
		{"Korhonen", "korhonen"},
		{"Lindqvist", "lindqvist"},
		{"McDonald", "mcdonald"},
		{"Cohen", "cohen"},
		{"Hernández", "hernandez"},
		{"Castillo", "castillo"},
		{"Yılmaz", "yilmaz"},
	}
}

// department is a department with its titles and cost centre.
type department struct {
	name, costCenter string
	titles           []string
}

func departments() []department {
	return []department{
		{"Engineering", "CC-1100", []string{"Software Engineer", "Senior Engineer", "Engineering Manager"}},
		{"Product", "CC-1200", []string{"Product Manager", "Product Owner"}},
		{"Design", "CC-1210", []string{"Designer", "UX Researcher"}},
		{"Sales", "CC-2100", []string{"Account Executive", "Sales Engineer", "Regional Director"}},
		{"Marketing", "CC-2200", []string{"Campaign Manager", "Content Editor"}},
		{"Customer Support", "CC-2300", []string{"Support Engineer", "Support Lead"}},
		{"Finance", "CC-3100", []string{"Accountant", "Controller"}},
		{"Legal & Compliance", "CC-3200", []string{"Counsel", "Compliance Officer"}},
		{"Human Resources", "CC-3300", []string{"HR Partner", "Recruiter"}},
		{"IT", "CC-4100", []string{"System Administrator", "Identity Engineer", "Help Desk Analyst"}},
		{"Security", "CC-4200", []string{"Security Analyst", "Security Architect"}},
		{"Operations", "CC-5100", []string{"Operations Manager", "Planner"}},
		{"Research", "CC-6100", []string{"Scientist", "Research Assistant"}},
	}
}

// office is a place with its time zone and language.
type office struct{ location, timezone, language string }

func offices() []office {
	return []office{
		{"San Jose", "America/Los_Angeles", "en-US"},
		{"Denver", "America/Denver", "en-US"},
		{"Chicago", "America/Chicago", "en-US"},
		{"New York", "America/New_York", "en-US"},
		{"São Paulo", "America/Sao_Paulo", "pt-PT"},
		{"London", "Europe/London", "en-US"},
		{"Paris", "Europe/Paris", "fr-FR"},
		{"Berlin", "Europe/Berlin", "de-DE"},
		{"Warsaw", "Europe/Warsaw", "pl-PL"},
		{"Johannesburg", "Africa/Johannesburg", "en-US"},
		{"Bengaluru", "Asia/Calcutta", "en-US"},
		{"Shanghai", "Asia/Shanghai", "zh-CN"},
		{"Tokyo", "Asia/Tokyo", "jp-JP"},
		{"Sydney", "Australia/Sydney", "en-US"},
	}
}

func clientVersions() []string {
	return []string{"6.5.7.6502(win)", "6.5.3.58450(mac)", "6.4.12.25500(android)", "6.5.1.24920(iphone)", "5.17.11.3835(linux)"}
}
