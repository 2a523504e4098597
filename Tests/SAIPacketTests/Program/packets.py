"""Runs the C program, and sends frames at what it has set up.

Usage: packets.py PROGRAM PORT_MAP LANE_MAP. Prints "ok NAME" for every phase that is as expected, "fail …" for what is not.
"""
import os
import subprocess
import sys

from scapy.all import ARP, ICMP, IP, UDP, Dot1Q, Ether, IPv6, Raw
from scapy.contrib.lacp import SlowProtocol, LACP

from cables import Cables, End, ip

ROUTER = "02:00:00:00:00:42"
cables = None
problems = []


def host(number):
    return f"02:00:00:00:01:{number:02x}"


def check(condition, message):
    if not condition:
        problems.append(message)


def shown(got):
    return "; ".join(f"h{i}: {packet.summary()}" for i, packets in enumerate(got) for packet in packets) or "nothing"


def expect(sent, wanted):
    """Sends, and checks which ends hear what: {end: predicate}. Every other end hears nothing."""
    got = cables.exchange(sent, sum(1 for _ in wanted))
    for number, packets in enumerate(got):
        predicate = wanted.get(number)
        if predicate is None:
            check(not packets, f"h{number} should hear nothing: {shown(got)}")
        else:
            check(len(packets) == 1 and predicate(packets[0]), f"h{number} hears something else: {shown(got)}")
    return got


def frame(source, destination, payload=b"trysail" * 8, vlan=None):
    packet = Ether(src=source, dst=destination, type=0x88B5) / Raw(payload)
    if vlan is not None:
        packet = Ether(src=source, dst=destination) / Dot1Q(vlan=vlan, type=0x88B5) / Raw(payload)
    return packet


def routed(source, destination, ttl=64, port=5000, end=4):
    header = IPv6(src=source, dst=destination, hlim=ttl) if ":" in destination else IP(src=source, dst=destination, ttl=ttl)
    return Ether(src=host(end), dst=ROUTER) / header / UDP(sport=1000, dport=port) / Raw(b"trysail" * 4)


def boot():
    expect([], {})


def tagged(packet):
    return Dot1Q in packet and packet[Dot1Q].vlan == 10 and b"trysail" in bytes(packet)


def tagged_in(vlan):
    return lambda packet: Dot1Q in packet and packet[Dot1Q].vlan == vlan and b"trysail" in bytes(packet)


def untagged(packet):
    return Dot1Q not in packet and b"trysail" in bytes(packet)


def flood():
    expect([(0, frame(host(0), "ff:ff:ff:ff:ff:ff"))], {1: tagged})


def learned():
    expect([(1, frame(host(1), host(0), vlan=10))], {0: untagged})
    expect([(0, frame(host(0), host(1)))], {1: tagged})
    # Tagged for a VLAN that the port is not in.
    expect([(1, frame(host(1), "ff:ff:ff:ff:ff:ff", vlan=11))], {})


def static():
    expect([(0, frame(host(0), host(0x77)))], {1: tagged})
    expect([(1, frame(host(1), host(0x77), vlan=10))], {})


def flushed():
    expect([(0, frame(host(0), host(1)))], {1: tagged})


def station():
    expect([(0, frame(host(0x50), "ff:ff:ff:ff:ff:ff"))], {1: untagged, 2: tagged_in(40)})


def moved():
    expect([(1, frame(host(0x50), "ff:ff:ff:ff:ff:ff"))], {0: untagged, 2: tagged_in(40)})
    expect([(2, frame(host(2), host(0x50), vlan=40))], {1: untagged})


def aged():
    expect([(2, frame(host(2), host(0x50), vlan=40))], {0: untagged, 1: untagged})


def lag():
    flows = [(4, frame(host(4), f"02:00:00:00:02:{i:02x}", payload=bytes([i]) * 50)) for i in range(64)]
    got = cables.exchange(flows, len(flows))
    counts = [len(packets) for packets in got]
    check(counts[2] + counts[3] == 64 and sum(counts) == 64, f"64 flows come out as {counts}")
    check(counts[2] >= 8 and counts[3] >= 8, f"the flows are not spread: {counts}")
    # The address behind the LAG is learned on it, not on the member.
    expect([(2, frame(host(2), "ff:ff:ff:ff:ff:ff"))], {4: untagged})
    got = cables.exchange([(4, frame(host(4), host(2)))], 1)
    check(len(got[2]) + len(got[3]) == 1 and sum(map(len, got)) == 1, f"a frame for the LAG: {shown(got)}")


def lag_egress():
    flows = [(4, frame(host(4), f"02:00:00:00:02:{i:02x}", payload=bytes([i]) * 50)) for i in range(16)]
    got = cables.exchange(flows, len(flows))
    check(len(got[3]) == 16 and sum(map(len, got)) == 16, f"all 16 flows should leave by h3: {list(map(len, got))}")
    # A member that sends nothing still receives.
    expect([(2, frame(host(2), "ff:ff:ff:ff:ff:ff"))], {4: untagged})


def blocked():
    expect([(0, frame(host(0), "ff:ff:ff:ff:ff:ff"))], {})
    expect([(1, frame(host(1), "ff:ff:ff:ff:ff:ff"))], {})


def learning():
    expect([(1, frame(host(1), "ff:ff:ff:ff:ff:ff"))], {})


def forwarding():
    expect([(0, frame(host(0), "ff:ff:ff:ff:ff:ff"))], {1: untagged})
    expect([(1, frame(host(1), host(0)))], {0: untagged})


def by(number, ttl):
    """A routed packet as the neighbor of a port hears it."""

    def predicate(packet):
        header = packet.getlayer(IP) or packet.getlayer(IPv6)
        if header is None or packet.dst != host(number) or packet.src != ROUTER:
            return False
        if IPv6 in packet:
            return header.hlim == ttl
        again = packet.__class__(bytes(packet))
        del again[IP].chksum
        return header.ttl == ttl and packet.__class__(bytes(again))[IP].chksum == header.chksum

    return predicate


def routes():
    expect([(4, routed("10.4.0.2", "20.9.9.9"))], {5: by(5, 63)})
    expect([(4, routed("10.4.0.2", "20.1.9.9"))], {6: by(6, 63)})
    expect([(4, routed("2001:db8:4::2", "2001:db8:1::9"))], {5: by(5, 63)})
    # No route.
    expect([(4, routed("10.4.0.2", "99.0.0.1"))], {})


def ecmp():
    flows = [(4, routed("10.4.0.2", f"30.0.{i}.9", port=6000 + i)) for i in range(64)]
    got = cables.exchange(flows, len(flows))
    counts = [len(packets) for packets in got]
    check(counts[5] + counts[6] == 64 and sum(counts) == 64, f"64 flows come out as {counts}")
    check(counts[5] >= 8 and counts[6] >= 8, f"the flows are not spread: {counts}")


def ecmp_shrunk():
    flows = [(4, routed("10.4.0.2", f"30.0.{i}.9", port=6000 + i)) for i in range(16)]
    got = cables.exchange(flows, len(flows))
    check(len(got[6]) == 16 and sum(map(len, got)) == 16, f"all flows should leave by h6: {list(map(len, got))}")


def sub_port():
    expect([(4, routed("10.4.0.2", "40.0.0.9"))], {7: lambda packet: Dot1Q in packet and packet[Dot1Q].vlan == 100})
    packet = Ether(src=host(7), dst=ROUTER) / Dot1Q(vlan=100) / IP(src="10.100.0.2", dst="20.9.9.9") / UDP(dport=9) / Raw(b"x" * 40)
    expect([(7, packet)], {5: by(5, 63)})


def drained(end):
    """All that an end has heard by now."""
    heard = []
    while (packet := end.receive()) is not None:
        heard.append(packet)
    return heard


def vlan_interface():
    ip("link set vlan50 up")
    device = End("vlan50")
    request = Ether(src=host(0), dst="ff:ff:ff:ff:ff:ff") / ARP(op=1, hwsrc=host(0), psrc="10.50.0.2", pdst="10.50.0.1")
    # Copied to the host, and flooded in the VLAN.
    expect([(0, request)], {1: lambda packet: ARP in packet})
    heard = drained(device)
    check(len(heard) == 1 and ARP in heard[0] and Dot1Q not in heard[0], f"vlan50 hears {[packet.summary() for packet in heard]}")
    # What the host writes is bridged: to the one port where the address was learned, and for all to all.
    reply = Ether(src=ROUTER, dst=host(0)) / ARP(op=2, hwsrc=ROUTER, psrc="10.50.0.1", hwdst=host(0), pdst="10.50.0.2")
    expect([(device, reply)], {0: lambda packet: ARP in packet})
    request = Ether(src=ROUTER, dst="ff:ff:ff:ff:ff:ff") / ARP(op=1, hwsrc=ROUTER, psrc="10.50.0.1", pdst="10.50.0.3")
    expect([(device, request)], {0: lambda packet: ARP in packet, 1: lambda packet: ARP in packet})
    expect([(4, routed("10.4.0.2", "10.50.0.2"))], {0: by(0, 63)})
    expect([(0, routed("10.50.0.2", "20.9.9.9", end=0))], {5: by(5, 63)})


def lag_interface():
    flows = [(4, routed("10.4.0.2", f"60.0.{i}.9", port=6000 + i)) for i in range(64)]
    got = cables.exchange(flows, len(flows))
    counts = [len(packets) for packets in got]
    check(counts[2] + counts[3] == 64 and sum(counts) == 64, f"64 flows come out as {counts}")
    check(counts[2] >= 8 and counts[3] >= 8, f"the flows are not spread: {counts}")
    check(all(by(0x60, 63)(packet) for packet in got[2] + got[3]), "a flow is not routed to the LAG's neighbor")
    expect([(3, routed("10.60.0.2", "20.9.9.9", end=3))], {5: by(5, 63)})


def lag_shrunk():
    flows = [(4, routed("10.4.0.2", f"60.0.{i}.9", port=6000 + i)) for i in range(16)]
    got = cables.exchange(flows, len(flows))
    check(len(got[3]) == 16 and sum(map(len, got)) == 16, f"all 16 flows should leave by h3: {list(map(len, got))}")


def in_vlan_200(destination):
    header = Ether(src=host(7), dst=ROUTER) / Dot1Q(vlan=200) / IP(src="10.201.0.2", dst=destination)
    return header / UDP(sport=1000, dport=5000) / Raw(b"trysail" * 4)


def isolated():
    expect([(7, in_vlan_200("20.9.9.9"))], {})


def virtual_routers():
    expect([(7, in_vlan_200("20.9.9.9"))], {6: lambda packet: Dot1Q in packet and packet[Dot1Q].vlan == 200 and by(6, 63)(packet)})
    expect([(4, routed("10.4.0.2", "20.9.9.9"))], {5: by(5, 63)})


def dropped_routes():
    expect([(4, routed("10.4.0.2", "20.66.9.9"))], {})
    expect([(4, routed("10.4.0.2", "20.67.9.9"))], {5: by(5, 63)})
    expect([(4, routed("10.4.0.2", "10.5.0.9"))], {})
    expect([(4, routed("10.4.0.2", "10.5.0.2"))], {5: by(5, 63)})
    expect([(4, routed("10.4.0.2", "70.0.0.9"))], {5: by(0x59, 63)})


def filled():
    expect([(4, routed("10.4.0.2", "20.66.9.9"))], {5: by(5, 63)})


def rules():
    expect([(4, routed("10.4.0.66", "20.9.9.9")), (4, routed("10.4.0.3", "20.9.9.9"))], {})
    expect([(4, routed("10.4.0.2", "20.9.9.9"))], {5: by(5, 63)})
    expect([(4, routed("10.4.0.8", "20.9.9.9"))], {7: untagged})
    # The range's ends are in it, and no more.
    expect([(4, routed("10.4.0.2", "20.9.9.9", port=7000)), (4, routed("10.4.0.2", "20.9.9.9", port=7100))], {})
    expect([(4, routed("10.4.0.2", "20.9.9.9", port=6999))], {5: by(5, 63)})
    expect([(4, routed("10.4.0.2", "20.9.9.9", port=7101))], {5: by(5, 63)})


def parallel():
    expect([(4, routed("10.4.0.2", "20.9.9.9"))], {5: by(5, 63)})
    # Both tables match: one counts, and the other drops.
    expect([(4, routed("10.4.0.2", "20.9.9.9", port=4500))], {})
    expect([(4, routed("10.4.0.3", "20.9.9.9", port=4500))], {})
    expect([(4, routed("10.4.0.3", "20.9.9.9"))], {5: by(5, 63)})


def bridged(source):
    return Ether(src=host(0), dst=host(0x99)) / IP(src=source, dst="10.4.0.1") / UDP(dport=9) / Raw(b"trysail" * 4)


def vlan_bound():
    expect([(0, bridged("10.4.0.66"))], {})
    expect([(0, bridged("10.4.0.67"))], {1: untagged})
    expect([(4, routed("10.4.0.66", "20.9.9.9"))], {5: by(5, 63)})


def switch_bound():
    expect([(0, bridged("10.4.0.66"))], {})
    expect([(0, bridged("10.4.0.67"))], {1: untagged})
    expect([(4, routed("10.4.0.66", "20.9.9.9"))], {})
    expect([(4, routed("10.4.0.67", "20.9.9.9"))], {5: by(5, 63)})


def acl():
    expect([(4, routed("10.4.0.2", "20.9.9.9", port=4444))], {})
    expect([(4, routed("10.4.0.2", "20.9.9.9", port=4445))], {5: by(5, 63)})


def acl_unbound():
    expect([(4, routed("10.4.0.2", "20.9.9.9", port=4444))], {5: by(5, 63)})


def traps():
    ip("link set front0 up")
    front = End("front0")
    request = Ether(src=host(4), dst="ff:ff:ff:ff:ff:ff") / ARP(op=1, hwsrc=host(4), psrc="10.4.0.2", pdst="10.4.0.1")
    lacp = Ether(src=host(4), dst="01:80:c2:00:00:02", type=0x8809) / SlowProtocol() / LACP()
    lldp = Ether(src=host(4), dst="01:80:c2:00:00:0e", type=0x88CC) / Raw(bytes.fromhex("020704020000000104040703616161060200780000"))
    expect([(4, request), (4, lacp), (4, lldp)], {})
    expect([(4, routed("10.4.0.2", "20.9.9.9", ttl=1))], {})
    expect([(4, Ether(src=host(4), dst=ROUTER) / IP(src="10.4.0.2", dst="10.4.0.1") / ICMP())], {})
    heard = []
    while (packet := front.receive()) is not None:
        heard.append(packet)
    check(len(heard) == 1 and ARP in heard[0], f"front0 hears {[packet.summary() for packet in heard]}")
    # What the host writes into the interface leaves by its port.
    reply = Ether(src=ROUTER, dst=host(4)) / ARP(op=2, hwsrc=ROUTER, psrc="10.4.0.1", hwdst=host(4), pdst="10.4.0.2")
    got = cables.exchange([(front, reply)], 1)
    check(len(got[4]) == 1 and ARP in got[4][0] and sum(map(len, got)) == 1, f"the host's reply: {shown(got)}")


def sent():
    # The frame was sent before we were asked.
    packet = cables.ends[6].receive()
    check(packet is not None and packet.type == 0x88B5, "the host's frame does not leave by h6")


PHASES = [
    boot, flood, learned, static, flushed, station, moved, aged, lag, lag_egress, blocked, learning, forwarding, routes, ecmp,
    ecmp_shrunk, sub_port, vlan_interface, lag_interface, lag_shrunk, isolated, virtual_routers, dropped_routes, filled, acl,
    acl_unbound, rules, parallel, vlan_bound, switch_bound, traps, sent
]


def main():
    global cables
    program, port_map, lane_map = sys.argv[1:]
    cables = Cables(8)
    with open(port_map, "w") as file:
        file.writelines(f"Ethernet{4 * i} v{i}\n" for i in range(8))
    with open(lane_map, "w") as file:
        file.writelines(f"Ethernet{4 * i} {','.join(str(65 + (4 * i + k) % 128) for k in range(4))}\n" for i in range(32))
    environment = dict(os.environ, TRYSAIL_PORT_MAP=port_map, TRYSAIL_LANE_MAP=lane_map)
    child = subprocess.Popen(
        [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, bufsize=1)
    named = {phase.__name__.replace("_", "-"): phase for phase in PHASES}
    for line in child.stdout:
        word, _, rest = line.rstrip().partition(" ")
        if word != "phase":
            print(line.rstrip(), flush=True)
            continue
        problems.clear()
        named[rest]()
        for problem in problems:
            print(f"fail {rest}: {problem}", flush=True)
        if not problems:
            print(f"ok {rest}", flush=True)
        child.stdin.write("\n")
        child.stdin.flush()
    print(f"status {child.wait()}", flush=True)


main()
