# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the bytes of an HTTP/1 answer are: h11's word, and where h11 is lax, RFC 9112's."""
import re
import h11

COMPLETE, CUT, REFUSED, OPEN = "complete", "cut", "refused", "open"


class Verdict:
    """body: where it is complete, or what came of it. proof: the framing shows the end. why: a tag of the
    table of exceptions."""
    def __init__(self, kind, why="", code=0, body=b"", proof=False, where="head"):
        self.kind, self.why, self.code, self.body, self.proof, self.where = kind, why, code, body, proof, where

    def __str__(self):
        return "%s%s: %d, %d bytes%s" % (self.kind, " (%s, %s)" % (self.why, self.where) if self.why else "", self.code,
                                         len(self.body), ", proven" if self.proof else "")


class Refuse(Exception):
    pass


class Short(Exception):
    pass


SIZE = re.compile(rb"([0-9A-Fa-f]+)[ \t]*(;[^\x00-\x08\x0a-\x1f\x7f]*)?\r\n")
TRAILER = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[^\x00-\x08\x0a-\x1f\x7f]*\r\n")


def line_of(data, at):
    end = data.find(b"\n", at)
    if end < 0:
        raise Short()
    return data[at:end + 1]


def read_chunks(data):
    """The body; Refuse or Short (with what came so far)."""
    out, at, trailers = [], 0, False
    try:
        while True:
            line = line_of(data, at)
            match = SIZE.fullmatch(line)
            if match is None:
                raise Refuse("chunk-size")
            size = int(match[1], 16)
            if len(match[1]) > 16:
                raise Refuse("chunk-size-digits")
            if len(line) > 4096 or size >= 2 ** 63 - 1:
                raise Refuse("chunk-size-large")
            at += len(line)
            if size == 0:
                break
            out.append(data[at:at + size])
            at += size
            if data[at:at + 2] != b"\r\n":
                if at + 2 > len(data) and b"\r\n".startswith(data[at:at + 2]):
                    raise Short()
                raise Refuse("chunk-end")
            at += 2
        trailers = True
        while True:
            line = line_of(data, at)
            at += len(line)
            if line == b"\r\n":
                return b"".join(out), at
            if TRAILER.fullmatch(line) is None:
                raise Refuse("trailer")
    except (Refuse, Short) as error:
        error.body = b"".join(out)
        error.where = "trailers" if trailers else "body"
        raise


def find_head_end(data):
    match = re.search(rb"\n\r?\n", data)
    return match.end() if match else -1


def check_head(head):
    """What h11 accepts and two readers could read in two ways."""
    lines = head.split(b"\n")[:-2]
    status = lines[0].rstrip(b"\r")
    # A recipient may take a tab for a blank there (RFC 9112, 4); neither client does.
    if re.fullmatch(rb"HTTP/1\.[01] +[1-9][0-9]{2}( .*)?", status) is None:
        raise Refuse("status-line")
    if re.search(rb"[\x00\r]", b"\n".join(line[:-1] if line.endswith(b"\r") else line for line in lines)):
        raise Refuse("control-character")
    fields = [line.rstrip(b"\r") for line in lines[1:]]
    names = []
    for field in fields:
        if field[:1] in (b" ", b"\t"):
            if not names or names[-1] in (b"content-length", b"transfer-encoding"):
                raise Refuse("folded")
            continue
        name, colon, value = field.partition(b":")
        if not colon:
            raise Refuse("no-colon")
        if re.fullmatch(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+", name) is None:
            raise Refuse("name")
        names.append(name.lower())
        value = value.strip(b" \t")
        if names[-1] == b"content-length" and re.fullmatch(rb"[0-9]+([ \t]*,[ \t]*[0-9]+)*", value) is None:
            raise Refuse("length")
        if names[-1] == b"content-length" and max(int(n) for n in value.split(b",")) >= 2 ** 63 - 1:
            raise Refuse("length")
        if names[-1] == b"transfer-encoding" and value.lower() != b"chunked":
            raise Refuse("coding")
    if b"transfer-encoding" in names:
        if b"content-length" in names:
            raise Refuse("both")
        if names.count(b"transfer-encoding") > 1:
            raise Refuse("coding-twice")
        if status.startswith(b"HTTP/1.0"):
            raise Refuse("coding-1.0")


def ask_h11(data, ended):
    """The final head and whether there is none yet; h11 reads the body too."""
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=128 * 1024)
    connection.send(h11.Request(method="GET", target="/", headers=[("Host", "x")]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(data)
    if ended:
        connection.receive_data(b"")
    response, body = None, []
    while True:
        event = connection.next_event()
        if isinstance(event, h11.Response):
            response = event
        elif isinstance(event, h11.Data):
            body.append(bytes(event.data))
        elif isinstance(event, h11.EndOfMessage):
            return response, b"".join(body), True
        elif event is h11.NEED_DATA or event is h11.PAUSED or isinstance(event, h11.ConnectionClosed):
            return response, b"".join(body), False


def read_heads(data):
    """The final head and what follows it."""
    interim = total = 0
    while True:
        end = find_head_end(data)
        if end < 0:
            if len(data) + total > 64 * 1024:
                raise Refuse("large-head")
            raise Short()
        head = data[:end]
        total += end
        if total > 64 * 1024:
            raise Refuse("large-head")
        check_head(head)
        code = int(head.split(None, 2)[1][:3])
        if code == 101:
            raise Refuse("switched")
        if code >= 200:
            return code, head, data[end:]
        interim += 1
        if interim > 100:
            raise Refuse("many-interim")
        data = data[end:]


def judge(data, ended, clean=True):
    """ended: nothing follows; clean: by FIN over TCP, or close_notify."""
    code, where, unended = 0, "head", CUT if ended else OPEN
    try:
        code, head, rest = read_heads(data)
        where = "body"
        lower = head.lower()
        if code in (204, 304):
            return Verdict(COMPLETE, code=code, proof=True)
        if re.search(rb"\ntransfer-encoding:", lower):
            body, end = read_chunks(rest)
            data = data[:len(data) - len(rest) + end]
            verdict = Verdict(COMPLETE, code=code, body=body, proof=True)
            if re.search(rb"(?:^|\n)[0-9A-Fa-f]+[ \t]*;[^\n]{100}", rest[:end]):
                verdict.why = "long-extension"
        else:
            match = re.search(rb"\ncontent-length:[ \t]*([0-9]+)", lower)
            if match:
                verdict = Verdict(COMPLETE, code=code, body=rest[:int(match[1])], proof=True)
                data = data[:len(data) - len(rest) + int(match[1])]
                if len(rest) < int(match[1]):
                    verdict.kind, verdict.proof = unended, False
            else:
                verdict = Verdict(COMPLETE if ended and clean else unended, code=code, body=rest)
    except Refuse as error:
        return Verdict(REFUSED, str(error), code, getattr(error, "body", b""), where=where)
    except Short as error:
        return Verdict(unended, "", code, getattr(error, "body", b""), where=getattr(error, "where", where))
    try:
        response, body, whole = ask_h11(data, ended and clean)
    except h11.RemoteProtocolError as error:
        if "without sending complete" in str(error) or "incomplete" in str(error):
            return verdict if verdict.kind != COMPLETE else Verdict(unended, "h11", code, where="body")
        return Verdict(REFUSED, "h11: %s" % error, code, where=where)
    if verdict.kind == COMPLETE and (not whole or body != verdict.body):
        return Verdict(REFUSED, "h11-other-bytes", code, where=where)
    return verdict
