//go:build unix

package binary

import "io/fs"

const otherWrite = 0o002

func checkExecutable(info fs.FileInfo) error {
	if info.Mode()&0o111 != 0 {
		return nil
	}
	return &Refusal{Reason: "the file is not executable", Remedy: "make it so with chmod +x"}
}

// checkWritable refuses what every user of the machine could change: the file
// itself, or its name in a folder without the sticky bit.
func checkWritable(file, folder fs.FileInfo) error {
	if file.Mode()&otherWrite != 0 {
		return &Refusal{
			Reason: "every user can write to the file",
			Remedy: "take that right away with chmod o-w, after a look at whether the file is still the right one",
		}
	}
	if folder.Mode()&otherWrite != 0 && folder.Mode()&fs.ModeSticky == 0 {
		return &Refusal{
			Reason: "every user can replace the file, because every user can write to its folder",
			Remedy: "take that right away with chmod o-w on the folder, after a look at whether the file is still the right one",
		}
	}
	return nil
}
