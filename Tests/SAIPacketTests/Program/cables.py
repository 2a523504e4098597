"""The far ends of the switch's cables: veth pairs in the network namespace that this process is in."""
import select
import socket
import struct
import subprocess
import time

from scapy.all import Ether

SOL_PACKET, PACKET_AUXDATA, PACKET_IGNORE_OUTGOING = 263, 8, 23
TP_STATUS_VLAN_VALID, TP_STATUS_VLAN_TPID_VALID = 0x10, 0x40
QUIET = 0.4  # seconds without a frame after which no more is expected
PATIENCE = 10  # seconds in which the frames that are expected must come


class End:
    """One end of a cable, or a host interface of the switch."""

    def __init__(self, name):
        self.name = name
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.socket.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        self.socket.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
        self.socket.bind((name, 0))
        self.socket.setblocking(False)

    def send(self, packet):
        self.socket.send(bytes(packet))

    def receive(self):
        """The next frame with its VLAN tag, which the kernel has put aside; None when none waits."""
        try:
            frame, ancillary, _, _ = self.socket.recvmsg(65536, 256)
        except BlockingIOError:
            return None
        for level, kind, data in ancillary:
            if (level, kind) == (SOL_PACKET, PACKET_AUXDATA):
                status, _, _, _, _, tci, tpid = struct.unpack("IIIHHHH", data[:20])
                if status & TP_STATUS_VLAN_VALID:
                    tpid = tpid if status & TP_STATUS_VLAN_TPID_VALID else 0x8100
                    frame = frame[:12] + struct.pack("!HH", tpid, tci) + frame[12:]
        return Ether(frame)


def ip(command):
    subprocess.run(["ip"] + command.split(), check=True)


class Cables:
    """Cables 0…count-1: the switch has v0…, we have h0…"""

    def __init__(self, count):
        for family in ("all", "default"):
            with open(f"/proc/sys/net/ipv6/conf/{family}/disable_ipv6", "w") as file:
                file.write("1")
        for i in range(count):
            ip(f"link add h{i} type veth peer name v{i}")
            ip(f"link set h{i} up")
            ip(f"link set v{i} up")
        self.ends = [End(f"h{i}") for i in range(count)]

    def exchange(self, sent, expected=None):
        """Sends (end, packet) pairs, and returns what came out of each end until nothing more does.

        An end is a cable's number, or a host interface's End.

        With `expected`, waits until that many frames have come, and a moment longer for those that should not.
        """
        for end in self.ends:
            while end.receive() is not None:
                pass
        for end, packet in sent:
            (end if isinstance(end, End) else self.ends[end]).send(packet)
        got = [[] for _ in self.ends]
        begun = time.monotonic()
        while True:
            came = sum(map(len, got))
            waits = PATIENCE - (time.monotonic() - begun) if expected and came < expected else QUIET
            ready, _, _ = select.select([end.socket for end in self.ends], [], [], max(waits, 0))
            if not ready:
                return got
            for number, end in enumerate(self.ends):
                while (packet := end.receive()) is not None:
                    got[number].append(packet)
