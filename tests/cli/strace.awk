# SPDX-License-Identifier: LGPL-2.1-or-later
# Reads what `strace -f` wrote and prints each call by which the main thread may have blocked: one on
# an internet socket that is not in non-blocking mode, a poll that waits without the loop's own
# wake-up descriptor among what it waits for, or, once it has connected to a server, a call on a file.
# The main thread is the first line's.
#
# Threads share descriptors, so descriptors are followed in all of them; only the main thread's calls
# are judged. The loop's wake-up descriptor is the eventfd in the main thread's first poll for one:
# whatever is called is called from the loop, so that its poll comes before.

# Whether a path is that of no file on a disk. Translations of messages are excepted: the C library opens
# each catalogue once, and where there is one it is mapped into memory.
function is_in_memory (call) {
  return call ~ /"\/(proc|sys)\// || call ~ /"\/dev\/u?random"/ || call ~ /\.mo"/
}

{
  thread = $1
  if (main == "")
    main = thread
  call = $0
  sub (/^[0-9]+ +/, "", call)
}

# A call that another thread's interrupted comes in two lines: put them together.
call ~ /<unfinished \.\.\.>$/ {
  sub (/ *<unfinished \.\.\.>$/, "", call)
  begun[thread] = call
  next
}
call ~ /^<\.\.\. / {
  sub (/^<\.\.\. [a-z0-9_]+ resumed>/, "", call)
  call = begun[thread] call
}

# Children are other processes with other descriptors; those that execute something are known by it.
call ~ /^execve\(/ && thread != main {
  foreign[thread] = 1
}
thread in foreign {
  next
}

{
  name = call
  sub (/\(.*/, "", name)
  result = call
  sub (/.*\) += /, "", result)
  fd = call
  sub (/^[a-z0-9_]+\(/, "", fd)
  sub (/[^0-9].*/, "", fd)
}

name == "socket" && result ~ /^[0-9]/ {
  split (result, words, " ")
  internet[words[1]] = call ~ /AF_INET/
  nonblocking[words[1]] = call ~ /SOCK_NONBLOCK/
}
name == "eventfd2" && result ~ /^[0-9]/ {
  split (result, words, " ")
  eventfd[words[1]] = 1
}
name == "fcntl" && call ~ /F_SETFL/ {
  nonblocking[fd] = call ~ /O_NONBLOCK/
}
name == "ioctl" && call ~ /FIONBIO/ {
  nonblocking[fd] = call ~ /\[1\]/
}
name == "openat" && result ~ /^[0-9]/ && call !~ /O_DIRECTORY/ {
  split (result, words, " ")
  file[words[1]] = !is_in_memory(call)
}
name == "close" {
  delete file[fd]
  delete internet[fd]
  delete nonblocking[fd]
  delete eventfd[fd]
}

thread != main {
  next
}

name == "connect" && internet[fd] {
  started = 1
}
started && name ~ /^(openat|rename|renameat2?|link|linkat|unlink|unlinkat|mkdir|mkdirat)$/ {
  if (!is_in_memory(call))
    print "a call on a file: " call
}
started && name ~ /^(read|readv|write|writev|pread64|pwrite64|fsync|fdatasync|ftruncate|fallocate)$/ {
  if (file[fd])
    print "a call on a file: " call
}

name ~ /^(connect|accept4?|recv|recvfrom|recvmsg|recvmmsg|send|sendto|sendmsg|sendmmsg|read|readv|write|writev)$/ {
  if (internet[fd] && !nonblocking[fd] && call !~ /MSG_DONTWAIT/)
    print "a blocking call on an internet socket: " call
}
name ~ /^(select|pselect6|epoll_wait|epoll_pwait|epoll_pwait2)$/ {
  # A client may ask its own descriptors what is ready, without waiting.
  if (name !~ /^epoll_p?wait$/ || call !~ /, 0(, NULL, [0-9]+)?\) += /)
    print "a wait that is not the loop's: " call
}
name ~ /^p?poll$/ {
  rest = call
  while (loop == "" && match (rest, /fd=[0-9]+/)) {
    waited = substr (rest, RSTART + 3, RLENGTH - 3)
    if (waited in eventfd)
      loop = waited
    rest = substr (rest, RSTART + RLENGTH)
  }
  waits = call !~ /, 0\) += / && call !~ /tv_sec=0, tv_nsec=0\}/
  if (waits && (loop == "" || call !~ ("fd=" loop ",")))
    print "a poll that is not the loop's: " call
}

END {
  if (loop == "")
    print "the main thread never polled: is this a trace of swimlane?"
}
