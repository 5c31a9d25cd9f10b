package process

import (
	"errors"
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// killedStatus is the exit status of processes that were killed, as
// os.Process.Kill has it.
const killedStatus = 1

// group is what holds a process and its descendants together: a job object. The
// system kills everything in it when its last handle is closed, and the only one
// is here: everything ends with the host.
type group struct {
	job windows.Handle
}

// contain puts a process, which does not run yet, into a job and lets it run.
func contain(process *os.Process) (group, error) {
	job, err := newJob()
	if err != nil {
		return group{}, err
	}
	var assigned error
	err = process.WithHandle(func(handle uintptr) {
		assigned = windows.AssignProcessToJobObject(job, windows.Handle(handle))
	})
	if err = errors.Join(err, assigned); err != nil {
		return group{}, errors.Join(fmt.Errorf("put the process into a job object: %w", err), windows.CloseHandle(job))
	}
	if err := resume(uint32(process.Pid)); err != nil { //nolint:gosec // a process id of Windows has 32 bits
		return group{}, errors.Join(fmt.Errorf("let the process run: %w", err), windows.CloseHandle(job))
	}
	return group{job: job}, nil
}

// newJob makes a job object that ends with its handle.
func newJob() (windows.Handle, error) {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return 0, fmt.Errorf("make a job object: %w", err)
	}
	limits := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{
		BasicLimitInformation: windows.JOBOBJECT_BASIC_LIMIT_INFORMATION{LimitFlags: windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE},
	}
	_, err = windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation,
		uintptr(unsafe.Pointer(&limits)), uint32(unsafe.Sizeof(limits))) //nolint:gosec // the call takes a structure by its address
	if err != nil {
		return 0, errors.Join(fmt.Errorf("limit a job object: %w", err), windows.CloseHandle(job))
	}
	return job, nil
}

// resume lets a process run that was started suspended: it has one thread.
func resume(pid uint32) error {
	snapshot, err := windows.CreateToolhelp32Snapshot(windows.TH32CS_SNAPTHREAD, 0)
	if err != nil {
		return fmt.Errorf("list the threads: %w", err)
	}
	// Nothing was written to it.
	defer func() { _ = windows.CloseHandle(snapshot) }()
	entry := windows.ThreadEntry32{}
	entry.Size = uint32(unsafe.Sizeof(entry))
	// The list ends with an error.
	for err = windows.Thread32First(snapshot, &entry); err == nil; err = windows.Thread32Next(snapshot, &entry) {
		if entry.OwnerProcessID == pid {
			return resumeThread(entry.ThreadID)
		}
	}
	return fmt.Errorf("find its thread: %w", err)
}

func resumeThread(id uint32) error {
	thread, err := windows.OpenThread(windows.THREAD_SUSPEND_RESUME, false, id)
	if err != nil {
		return fmt.Errorf("open its thread: %w", err)
	}
	_, err = windows.ResumeThread(thread)
	return errors.Join(err, windows.CloseHandle(thread))
}
