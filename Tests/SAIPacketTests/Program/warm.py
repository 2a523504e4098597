"""Kills a program with SIGKILL while frames pass through the chip that it has set up, and starts it again.

Usage: warm.py TRYSAIL PROGRAM FOLDER. Prints "ok NAME" or "fail NAME: …".
"""
import os
import subprocess
import sys
import threading
import time

from scapy.all import Ether, Raw

from cables import Cables

trysail, program, folder = sys.argv[1:]
cables = Cables(2)
port_map = os.path.join(folder, "port.map")
path = os.path.join(folder, "asic.socket")
with open(port_map, "w") as file:
    file.write("Ethernet0 v0\nEthernet4 v1\n")


def verdict(name, condition, message):
    print(f"ok {name}" if condition else f"fail {name}: {message}", flush=True)


def run(boot_type):
    """The program when it is ready, and the objects that it has told."""
    child = subprocess.Popen([program, boot_type], stdout=subprocess.PIPE, text=True, env=dict(os.environ, TRYSAIL_ASIC=path))
    objects = []
    for line in child.stdout:
        if line.strip() == "ready":
            return child, objects
        objects.append(line.strip())
    return child, objects


chip = subprocess.Popen([trysail, "asic", "--board", "as7726-32x", "--listen", path, "--port-map", port_map],
                        stdout=subprocess.DEVNULL)
while not os.path.exists(path):
    time.sleep(0.05)
child, before = run("0")
verdict("cold", len(before) > 400 and not any(line.startswith("fail") for line in before), f"{len(before)} objects; {before[-1:]}")

# Both ends become known, then a numbered frame every few milliseconds.
hosts = ["02:00:00:00:01:00", "02:00:00:00:01:01"]
for end in (0, 1):
    cables.ends[end].send(Ether(src=hosts[end], dst="ff:ff:ff:ff:ff:ff", type=0x88B5) / Raw(b"x" * 50))
time.sleep(0.5)
for end in cables.ends:
    while end.receive() is not None:
        pass
sent, stop, heard = 0, threading.Event(), []


def stream():
    global sent
    while not stop.is_set():
        cables.ends[0].send(Ether(src=hosts[0], dst=hosts[1], type=0x88B5) / Raw(sent.to_bytes(4, "big") + b"x" * 50))
        sent += 1
        time.sleep(0.01)


def listen():
    while not stop.is_set() or time.monotonic() < until:
        packet = cables.ends[1].receive()
        if packet is None:
            time.sleep(0.002)
        elif packet.src == hosts[0]:
            heard.append(int.from_bytes(bytes(packet[Raw])[:4], "big"))


until = float("inf")
threads = [threading.Thread(target=stream), threading.Thread(target=listen)]
for thread in threads:
    thread.start()
time.sleep(0.5)
child.kill()
child.wait()
time.sleep(0.5)
child, after = run("1")
verdict("objects", before == after, f"{len(before)} objects before, {len(after)} after: {sorted(set(before) ^ set(after))[:8]}")
time.sleep(0.5)
stop.set()
threads[0].join()
until = time.monotonic() + 2
threads[1].join()
verdict("frames", heard == list(range(sent)), f"{sent} sent, {len(heard)} heard")
child.kill()
chip.terminate()
